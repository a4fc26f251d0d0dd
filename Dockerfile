# The application; which of its processes a container runs is said by docker-compose.yml.
FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock

# Named one by one, so that nothing else of the directory (secrets, var) can get into the image.
COPY manage.py ./
COPY config ./config
COPY consultations ./consultations
RUN SECRET_KEY=only-to-collect-the-static-files python manage.py collectstatic --no-input

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin consultations \
    && install --directory --owner=consultations /checkpoints
USER 10001
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
