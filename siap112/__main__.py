"""`python -m siap112`."""

from siap112.main import main

main()
