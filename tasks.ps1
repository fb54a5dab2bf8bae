# The Makefile's tasks for Windows PowerShell: .\tasks.ps1 demo
# Needs Python 3.11 to 3.14 on the path; everything else is installed into .venv from the lock, with hashes.
param([Parameter(Position = 0)][string]$Task = "help", [int]$Port = 8050, [int]$TestWorkers = 4)
$ErrorActionPreference = "Stop"
$env:PYTHONHASHSEED = "0"
$env:OMP_WAIT_POLICY = "passive"
$env:NO_MKDOCS_2_WARNING = "1"
$env:PYTHONDONTWRITEBYTECODE = $null
$env:PYTHONUTF8 = "1"
$Bin = ".venv\Scripts"
$Tasks = @("setup", "demo", "test", "check", "lab", "dashboard", "docs")

function Run([string]$Program) {
    & $Program @args
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

function Setup {
    if (-not (Test-Path "$Bin\python.exe")) { Run python -m venv .venv }
    $Stamp = ".venv\.installed"
    $Sources = Get-Item requirements.lock, pyproject.toml
    if (-not (Test-Path $Stamp) -or ($Sources | Where-Object { $_.LastWriteTime -gt (Get-Item $Stamp).LastWriteTime })) {
        Write-Output "installing from requirements.lock (hashes checked)"
        Run "$Bin\python.exe" -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r requirements.lock
        Run "$Bin\python.exe" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
        Run "$Bin\python.exe" -c "import vroegsignalering.cli.run, vroegsignalering.cli.report, dashboard.app"
        New-Item -ItemType File -Force $Stamp | Out-Null
    }
}

if ($Task -notin $Tasks) {
    Write-Output "tasks: $($Tasks -join ', ')"
    if ($Task -eq "help") { exit 0 } else { exit 2 }
}
Setup
switch ($Task) {
    "demo" {
        Run "$Bin\vroeg.exe" synthesise --persons 100000 --years 2014-2023 --seed 1 --format "parquet,sav" --signals --overwrite --to data/demo/registers
        Run "$Bin\vroeg.exe" run models/entry --registers data/demo/registers --format sav --no-plans --to data/demo/evidence
        Run "$Bin\vroeg.exe" report models/entry --evidence data/demo/evidence/entry --no-pdf --language nl --to data/demo/reports
        Run "$Bin\python.exe" -m dashboard --evidence data/demo/evidence/entry ethics/evidence/exit --port $Port
    }
    "check" {
        Run "$Bin\ruff.exe" format --check .
        Run "$Bin\ruff.exe" check .
        Run "$Bin\mypy.exe"
        Run "$Bin\lint-imports.exe" --no-cache
    }
    "test" {
        if (-not (Get-Command chromium, chrome -ErrorAction SilentlyContinue)) {
            Write-Output "installing a browser for the tests, with winget"
            Run winget install --silent --accept-source-agreements --accept-package-agreements --id Hibbiki.Chromium
        }
        Run $PSCommandPath check
        Run "$Bin\python.exe" -m pytest -q -n $TestWorkers --dist loadfile
    }
    "lab" {
        Run "$Bin\python.exe" -m notebooks.make --trust
        Run "$Bin\jupyter.exe" lab --notebook-dir notebooks
    }
    "dashboard" { Run "$Bin\python.exe" -m dashboard --evidence ethics/evidence/entry ethics/evidence/exit --port $Port }
    "docs" { Run "$Bin\mkdocs.exe" build --strict --quiet }
}
