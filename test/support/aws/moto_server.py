"""Moto on a port of this machine, mended; ends when whoever started it is gone."""

import os
import sys
import threading
import time

import moto_lacks
import moto_mends
import moto_mends_platform
import moto_own_pages
import moto_pages

PARENT = os.getppid()


def end_with_parent():
    while os.getppid() == PARENT:
        time.sleep(0.5)
    os._exit(0)


moto_pages.install()
moto_mends.install()
moto_mends_platform.install()
moto_lacks.install()
moto_own_pages.install()
threading.Thread(target=end_with_parent, daemon=True).start()

from moto.server import main  # noqa: E402  the mends come first

main(["-H", "127.0.0.1", "-p", sys.argv[1]])
