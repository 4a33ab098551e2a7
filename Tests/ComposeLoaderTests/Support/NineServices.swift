/// The stack that the project is for, as a Compose file with cpadev's own keys.
let nineServices = """
    name: cpa-platform
    x-cpadev:
      runtime: auto
      seeds: ../seeds/manifest.yaml

    x-restart: &restart
      restart: unless-stopped
      stop_grace_period: 20s

    services:
      postgres:
        <<: *restart
        image: postgres:${POSTGRES_TAG:-16}
        environment:
          POSTGRES_DB: cpa_dev
          POSTGRES_USER: ${POSTGRES_USER:-cpadev}
          POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:-cpadev}
        ports: ["127.0.0.1:${POSTGRES_PORT:-5432}:5432"]
        volumes: ["pgdata:/var/lib/postgresql/data"]
        healthcheck:
          test: ["CMD-SHELL", "pg_isready -U $${POSTGRES_USER}"]
          interval: 5s
          retries: 10
        x-cpadev:
          native: postgres
          probe: {postgres: {port: 5432, user: "${POSTGRES_USER:-cpadev}", database: cpa_dev}}

      redis:
        <<: *restart
        image: redis:7-alpine
        command: redis-server --save "" --appendonly no
        ports: ["127.0.0.1:${REDIS_PORT:-6379}:6379"]
        x-cpadev: {native: redis, probe: {redis: 6379}}

      temporal:
        <<: *restart
        image: temporalio/auto-setup:1.25
        depends_on:
          postgres: {condition: service_healthy, restart: true}
        environment:
          - DB=postgres12
          - POSTGRES_SEEDS=postgres
          - POSTGRES_USER=${POSTGRES_USER:-cpadev}
        ports: ["127.0.0.1:7233:7233"]
        x-cpadev: {native: temporal, probe: {grpc: {port: 7233, service: temporal.api.workflowservice.v1.WorkflowService}}}

      temporal-ui:
        image: temporalio/ui:2.31
        depends_on: [temporal]
        environment: {TEMPORAL_ADDRESS: "temporal:7233"}
        ports:
          - {target: 8080, published: 8233, host_ip: 127.0.0.1}
        x-cpadev:
          native: {provided_by: temporal}
          probe: {http: 8080/}
          open: http://localhost:8233

      typesense:
        image: typesense/typesense:27.0
        command: ["--data-dir", "/data", "--api-key=dev_key"]
        ports: ["127.0.0.1:8108:8108"]
        volumes: ["typesense:/data"]
        x-cpadev:
          native: typesense
          probe: {http: {port: 8108, path: /health, status: 200}}

      localstack:
        image: localstack/localstack:4.10
        environment: {SERVICES: "s3,kms"}
        ports: ["127.0.0.1:4566:4566"]
        x-cpadev: {native: localstack, probe: {http: "4566/_localstack/health"}}

      clamav:
        image: clamav/clamav:1.4
        ports: ["127.0.0.1:3310:3310"]
        x-cpadev: {native: clamav, probe: {clamd: 3310}}

      backend:
        build: {context: ../backend, args: [PROFILE=dev]}
        depends_on:
          postgres: {condition: service_healthy}
          redis: {condition: service_healthy}
          temporal: {condition: service_healthy}
          typesense: {condition: service_healthy}
          localstack: {condition: service_healthy}
          clamav: {condition: service_healthy, required: false}
        env_file:
          - {path: .env.local, required: false}
        environment:
          DATABASE_URL: postgres://cpadev@postgres:5432/cpa_dev
          RUST_LOG:
        ports: ["127.0.0.1:8080:8080"]
        mem_limit: 512m
        x-cpadev:
          native: backend
          probe: {http: {port: 8080, path: /api/v1/health}}
          restart_unhealthy: true

      frontend:
        build: ../frontend
        depends_on: {backend: {condition: service_healthy}}
        ports: ["127.0.0.1:3000:3000"]
        x-cpadev:
          native: frontend
          probe: {http: "3000"}
          open: http://localhost:3000

    volumes:
      pgdata:
      typesense: {}
    """

/// The launchers that it names.
let nineLaunchers: Set<String> = Set(
    ["postgres", "redis", "temporal", "typesense", "localstack", "clamav", "backend", "frontend"]
        .map { "/home/scripts/services/\($0)" }
)
