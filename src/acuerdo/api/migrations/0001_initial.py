import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('staff', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('body', models.JSONField(null=True)),
                ('at', models.DateTimeField()),
                ('token', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.apitoken')),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='api_answer_at')],
                'constraints': [models.UniqueConstraint(fields=('token', 'key'), name='api_answer_once')],
            },
        ),
    ]
