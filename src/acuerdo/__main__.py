"""`python -m acuerdo` is the program `acuerdo`."""

from acuerdo.cli import main

if __name__ == "__main__":
    main()
