"""``annotate``, the command, is ``python -m annotate``."""

import sys


def main() -> None:
    """Run the command; Ctrl-C while it is still being loaded is one sentence as well."""
    try:
        from annotate.cli import main as run
    except KeyboardInterrupt:
        print("annotate: interrupted before it began", file=sys.stderr)
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
