"""The demo shows what it sent; any other hub has no such page."""

from django.core.mail import EmailMessage, mailers


def test_the_page_does_not_exist_where_there_is_no_demo(client, db):
    assert client.get("/demo/mail/").status_code == 404


def test_sent_mail_is_listed_newest_first(client, db, settings, tmp_path):
    settings.DEMO, settings.MAIL_DIR = True, tmp_path
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(tmp_path)},
        }
    }
    assert "No email has been sent yet" in client.get("/demo/mail/").text
    words = "Sign in: https://hub.example/{}/\n– “quoted”"
    both = [EmailMessage(f"The {n}", words.format(n), "a@hub.example", ["b@hub.example"]) for n in ("first", "second")]
    mailers["default"].send_messages(both)
    text = client.get("/demo/mail/").text
    assert text.index("The second") < text.index("The first")
    assert '<a href="https://hub.example/second/"' in text
    assert "– “quoted”" in text
    assert "b@hub.example" in text


def test_a_message_cannot_bring_markup(client, db, settings, tmp_path):
    settings.DEMO, settings.MAIL_DIR = True, tmp_path
    (tmp_path / "1.log").write_bytes(
        b"Subject: <script>x</script>\nTo: b@hub.example\n\n<img src=x>\n" + b"-" * 79 + b"\n"
    )
    text = client.get("/demo/mail/").text
    assert "<script>x" not in text
    assert "<img src=x>" not in text
