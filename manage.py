#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mash.settings")
    from django.core.management import execute_from_command_line

    from mash.demo_environment import take_up

    take_up()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
