"""Tables of the words by which entries and persons are found, with what PostgreSQL makes of them."""

from typing import Any

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.expressions
from django.db import migrations, models

PUNCTUATION = (
    r"[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf"
    r"\u00d7\u00f7\u2000-\u2bff\u2e00-\u2e7f\u3000-\u303f]"
)
PLAIN = f"regexp_replace({{}}, '{PUNCTUATION}', ' ', 'g')"
BARE = f"translate(lower({PLAIN}), 'àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ', 'aaaaaaceeeeiiiinoooooouuuuyy')"
RUSSIAN = f"translate({PLAIN}, 'ёЁ', 'еЕ')"
READ = [
    ("latin", "norwegian"),
    ("latin", "english"),
    ("latin", "french"),
    ("other", "simple"),
    ("nb", "norwegian"),
    ("en", "english"),
    ("fr", "french"),
]
STEMMED = [
    f"to_tsvector('russian', {RUSSIAN.format('ru')})",
    *(f"to_tsvector('{how}', {form.format(column)})" for column, how in READ for form in (PLAIN, BARE)),
]
VECTOR = f"setweight({' || '.join(STEMMED)}, 'A') || to_tsvector('simple', names)"


def words() -> "list[tuple[str, models.Field[Any, Any]]]":
    """The columns of words, and what is made of them."""
    made = models.GeneratedField(
        db_persist=True,
        expression=django.db.models.expressions.RawSQL(VECTOR, ()),  # noqa: S611 - of constants
        output_field=django.contrib.postgres.search.SearchVectorField(),
    )
    written = ("nb", "en", "fr", "ru", "latin", "other", "names")
    return [("words", made), *((name, models.TextField()) for name in written)]


class Migration(migrations.Migration):
    """Makes them."""

    dependencies = [
        ("consultations", "0015_relations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Search",
            fields=[
                *words(),
                ("event_id", models.UUIDField(primary_key=True, serialize=False)),
                ("case_id", models.UUIDField()),
                ("position", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("part_id", models.UUIDField(null=True)),
                ("other_case_id", models.UUIDField(null=True)),
                ("label", models.TextField()),
            ],
            options={
                "verbose_name": "search",
                "verbose_name_plural": "search",
                "db_table": "consultations_search",
                "indexes": [
                    models.Index(fields=["case_id"], name="search_1"),
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_2"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchPersons",
            fields=[
                *words(),
                ("person_id", models.UUIDField(primary_key=True, serialize=False)),
                ("label", models.TextField()),
            ],
            options={
                "verbose_name": "search_persons",
                "verbose_name_plural": "search_persons",
                "db_table": "consultations_search_persons",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_persons_1")
                ],
            },
        ),
    ]
