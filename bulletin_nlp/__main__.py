"""``python -m bulletin_nlp``: the command line, for where the script is not on the path."""

from bulletin_nlp.cli import main

if __name__ == "__main__":
    main()
