"""What persons and parties are called: names in error, merges, audiences' names; and what is found by a name."""

import django.contrib.postgres.fields
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
LATIN = ("norwegian", "english", "french")
READ = [
    *(("latin", how) for how in LATIN),
    ("other", "simple"),
    ("nb", "norwegian"),
    ("en", "english"),
    ("fr", "french"),
]
STEMMED = [
    f"to_tsvector('russian', {RUSSIAN.format('ru')})",
    *(f"to_tsvector('{how}', {form.format(column)})" for column, how in READ for form in (PLAIN, BARE)),
]
TITLED = [
    f"setweight(to_tsvector('{how}', {form.format('titles')}), 'B')"
    for how, form in (*((each, PLAIN) for each in LATIN), ("russian", RUSSIAN))
]
WORDS = f"setweight({' || '.join(STEMMED)}, 'A')"
NAMES = "to_tsvector('simple', names)"
REGISTERS = {
    "SearchParties": ("search_parties", "party_id"),
    "SearchProperties": ("search_properties", "property_id"),
    "SearchSources": ("search_sources", "source_id"),
}


def vector(*titled: str) -> "models.Field[object, object]":
    """The column that PostgreSQL itself makes of the words."""
    return models.GeneratedField(
        db_persist=True,
        expression=django.db.models.expressions.RawSQL(" || ".join((WORDS, *titled, NAMES)), ()),  # noqa: S611
        output_field=django.contrib.postgres.search.SearchVectorField(),
    )


def filled(model: str, name: str, field: "models.Field[object, object]") -> migrations.AddField:
    """A column that rows have already; what stands there until they are folded again is its default."""
    return migrations.AddField(model_name=model, name=name, field=field, preserve_default=False)


class Migration(migrations.Migration):
    """Makes the columns and tables; rows that stand already are right, and lack what only a rebuild finds out."""

    dependencies = [("consultations", "0018_notes")]
    operations = [
        filled("persons", "changed", models.BigIntegerField(default=0)),
        filled("persons", "names_in_error", models.JSONField(default=list)),
        filled("persons", "titles_in_error", models.JSONField(default=list)),
        filled("persons", "sort_name", models.TextField(default="")),
        migrations.AddField("persons", "merged_into", models.UUIDField(null=True)),
        filled("persons", "merge_reason", models.TextField(default="")),
        migrations.AddField("persons", "merge_asserted", models.JSONField(null=True)),
        migrations.AddIndex("persons", models.Index(fields=["merged_into"], name="persons_1")),
        migrations.AddIndex("persons", models.Index(fields=["sort_name", "person_id"], name="persons_2")),
        filled("parties", "other_names", models.JSONField(default=list)),
        filled(
            "search",
            "subjects",
            django.contrib.postgres.fields.ArrayField(models.TextField(), default=list, size=None),
        ),
        migrations.AddIndex(
            "search", django.contrib.postgres.indexes.GinIndex(fields=["subjects"], name="search_3")
        ),
        migrations.RemoveIndex("searchpersons", "search_persons_1"),
        migrations.RemoveField("searchpersons", "words"),
        migrations.RemoveField("searchpersons", "label"),
        filled("searchpersons", "titles", models.TextField(default="")),
        migrations.AddField("searchpersons", "words", vector(*TITLED)),
        migrations.AddIndex(
            "searchpersons",
            django.contrib.postgres.indexes.GinIndex(fields=["words"], name="search_persons_1"),
        ),
        *(
            migrations.CreateModel(
                name=model,
                fields=[
                    ("words", vector()),
                    *((each, models.TextField()) for each in ("nb", "en", "fr", "ru")),
                    *((each, models.TextField()) for each in ("latin", "other", "names")),
                    (key, models.UUIDField(primary_key=True, serialize=False)),
                ],
                options={
                    "verbose_name": table,
                    "verbose_name_plural": table,
                    "db_table": f"consultations_{table}",
                    "indexes": [
                        django.contrib.postgres.indexes.GinIndex(fields=["words"], name=f"{table}_1")
                    ],
                },
            )
            for model, (table, key) in REGISTERS.items()
        ),
    ]
