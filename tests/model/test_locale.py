import pytest

from localize.errors import UsageError
from localize.model import locale


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("ja", "ja"),
        ("pt_br", "pt-BR"),
        ("ZH-hant", "zh-Hant"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("zt", "zh-Hant"),
        ("pb", "pt-BR"),
        ("no", "nb"),
        ("ca-valencia", "ca-valencia"),
    ],
)
def test_tag_is_canonical(given, tag):
    assert str(locale(given)) == tag


@pytest.mark.parametrize("given", ["xx-ZZ-foo", "xx", "", "e", "english", "ja_", "../ja", "ja/hi"])
def test_unknown_locale_says_what_a_tag_looks_like(given):
    with pytest.raises(UsageError, match="unknown locale") as caught:
        locale(given)
    assert caught.value.exit_code == 2
    assert "BCP 47" in caught.value.hint


@pytest.mark.parametrize(
    ("tag", "script", "direction", "posix"),
    [
        ("ja", "Jpan", "ltr", "ja"),
        ("hi", "Deva", "ltr", "hi"),
        ("ar", "Arab", "rtl", "ar"),
        ("ur", "Arab", "rtl", "ur"),
        ("he", "Hebr", "rtl", "he"),
        ("zh-TW", "Hant", "ltr", "zh_TW"),
        ("zh-Hans", "Hans", "ltr", "zh_Hans"),
        ("sr-Latn", "Latn", "ltr", "sr_Latn"),
        ("pt-BR", "Latn", "ltr", "pt_BR"),
    ],
)
def test_script_and_direction_are_the_likely_ones(tag, script, direction, posix):
    one = locale(tag)
    assert (one.script, one.direction, one.posix) == (script, direction, posix)


def test_language_is_named_in_itself_and_in_others():
    assert locale("ja").autonym == "日本語"
    assert locale("hi").autonym == "हिन्दी"
    assert locale("ar").autonym == "العربية"
    assert locale("hi").name_in(locale("ja")) == "ヒンディー語"
