/// Whole files that the fuzz breaks: small ones, so that a hundred thousand of them are soon read.
enum FuzzSeeds {
    static let compose: [String] = [
        """
        services:
          a:
            image: "x:${TAG:-1}"
            ports: ["127.0.0.1:8080:80", {target: 81, published: 82}]
            environment: [A=1, "B=${A:?no}"]
            depends_on: {b: {condition: service_healthy, required: false}}
          b: {image: x, volumes: ["data:/d", ./e:/e:ro], healthcheck: {test: a, interval: 5s}}
        volumes: {data: }
        """,
        """
        x-a: &a {restart: always, environment: {A: "1"}}
        services:
          a:
            <<: *a
            build: {context: ., args: {B: c}}
            x-cpadev: {native: {provided_by: b}, probe: {http: 80/x}}
          b:
            <<: [*a]
            extends: {file: b.yaml, service: base}
            command: ["a", 'b c']
        """,
        """
        include: [b.yaml]
        name: app
        services:
          a:
            image: x
            profiles: [p]
            networks: {n: {aliases: [z]}}
            secrets: [s]
            extra_hosts: ["h=1.2.3.4"]
            ulimits: {nofile: {soft: 1, hard: 2}}
            deploy: {resources: {limits: {memory: 1g, cpus: '0.5'}}}
            env_file: [{path: .env, required: false}]
        networks: {n: {driver: bridge}}
        secrets: {s: {file: ./s}}
        """,
        """
        services:
          a:
            image: x
            network_mode: service:b
            devices: ["/dev/a:/dev/b:rw", {source: /dev/c}]
            gpus: [{count: 2, capabilities: [gpu]}]
            memswap_limit: -1
            cpu_rt_period: 95ms
            blkio_config: {weight: 10, device_read_bps: [{path: /d, rate: 1k}]}
            pull_policy: every_12h
            links: ["b:c"]
            volumes_from: ["b:ro"]
            post_start: [{command: a b, environment: [A]}]
          b: {image: x, scale: 2, labels: [a=b]}
        """,
        """
        services:
          b:
            build: {context: ., ssh: [default], additional_contexts: [a=./a], secrets: [s], tags: [t]}
            scale: 2
            deploy: {replicas: 2, labels: [a=b], restart_policy: {condition: any, delay: 5s}}
            develop: {watch: [{action: sync, path: ./s, target: /s, ignore: [a]}]}
            networks: {n: {ipv4_address: 10.0.0.2, priority: 1}}
            volumes: ["vol:/v:nocopy", {type: tmpfs, target: /t, tmpfs: {mode: 0700, size: 1m}}]
            sysctls: [a=1]
          c: {provider: {type: p, options: {a: [b]}}}
          a: {image: x}
        networks: {n: {ipam: {config: [{subnet: 10.0.0.0/8}]}}}
        volumes: {vol: {driver: local, driver_opts: {o: bind, device: ./d}}}
        secrets: {s: {environment: A}}
        """,
    ]

    static let included =
        "services:\n  base: {image: y, ports: ['9:9'], user: u}\n  c: {extends: base, ports: !reset []}\n"
    static let override =
        "services:\n  a:\n    ports: !override ['1:1']\n    environment: {B: 2}\n    command: !reset null\n"
    static let variables = "A=1\nB=\"two ${A}\" # c\nexport C='three'\nD=${B:-x}\n"
}
