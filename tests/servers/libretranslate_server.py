"""LibreTranslate itself, started on a free port: `PYTHON libretranslate_server.py PORT MODELS…`.

PYTHON is one of a virtual environment of its own: LibreTranslate is AGPL and no dependency. Its
start asks an index for more packages and its sentence splitter fetches a model; both need a network,
so the one is left out and the other replaced: here every text is one sentence.
"""

import sys

if __name__ == "__main__":
    port, *models = sys.argv[1:]
    import argostranslate.package
    from argostranslate import sbd

    for model in models:
        argostranslate.package.install_from_path(model)
    sbd.MiniSBDSentencizer.split_sentences = lambda _, text: [text]
    sys.argv = ["libretranslate", "--host", "127.0.0.1", "--port", port, "--disable-web-ui"]
    from libretranslate import init

    init.boot = lambda *_: None
    from libretranslate.main import main

    main()
