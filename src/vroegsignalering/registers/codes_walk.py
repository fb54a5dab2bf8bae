"""The walk over the codes of a row-compressed SPSS file, compiled; it finds where the rows end and reads no value."""

from __future__ import annotations

from numba import njit


@njit(cache=True, nogil=True)
def end_of_codes(codes, cells):  # type: ignore[no-untyped-def]
    """Position after ``cells`` values, or -1 when the codes end before.

    Eight codes stand before the literals that they announce: 0 is padding, 252 the end, 253 a literal of eight
    bytes, every other code a value without bytes of its own.
    """
    position, done, size = 0, 0, codes.size
    while done < cells:
        block = position
        position += 8
        if position > size:
            return -1
        for i in range(8):
            code = codes[block + i]
            if code == 0:
                continue
            if code == 252:
                return position if done == cells else -1
            if code == 253:
                position += 8
                if position > size:
                    return -1
            done += 1
            if done == cells:
                break
    return position
