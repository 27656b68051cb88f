# An image for grading. `docker build -t deep-grader .`, and with less in it: `--build-arg EXTRAS=instructor`.
#
#   docker run --rm -v "$PWD:/work" deep-grader grade submissions --course course.yaml --json results.json
FROM python:3.12-slim

ARG EXTRAS=instructor,torch
# Where else pip may look, such as for a torch without CUDA, which is a tenth of the size.
ARG PIP_EXTRA_INDEX_URL=""

COPY . /opt/deep-grader
RUN python -m pip install --no-cache-dir --constraint /opt/deep-grader/constraints.txt "/opt/deep-grader[$EXTRAS]" \
    && rm -rf /opt/deep-grader \
    && useradd --create-home --uid 1000 grader

USER grader
WORKDIR /work
ENV PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["grader"]
CMD ["--help"]
