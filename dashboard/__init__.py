"""The Dash app: shows released evidence, opens no person record."""
