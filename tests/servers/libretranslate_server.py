"""LibreTranslate itself, started on a free port: `PYTHON libretranslate_server.py PORT MODELS…`.

PYTHON is one of a virtual environment of its own: LibreTranslate is AGPL and no dependency. Its
sentence splitter fetches a model at first use; here every text is one sentence, so it is replaced.
"""

import sys

if __name__ == "__main__":
    port, *models = sys.argv[1:]
    import argostranslate.package
    from argostranslate import sbd

    for model in models:
        argostranslate.package.install_from_path(model)
    sbd.MiniSBDSentencizer.split_sentences = lambda _, text: [text]
    # Told its languages, it asks no index for others.
    words = ["--load-only", "en,ja", "--disable-web-ui"]
    sys.argv = ["libretranslate", "--host", "127.0.0.1", "--port", port, *words]
    from libretranslate.main import main

    main()
