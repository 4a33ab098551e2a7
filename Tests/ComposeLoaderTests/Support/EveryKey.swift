/// A project in which every key of the shapes has a value that differs from its default, except those of `pre_start`
/// that a service has too.
enum EveryKey {
    static let files = [
        "compose.yaml": main, "inc.yaml": "services: {inc: {build: {context: ctx}, image: \"i${I:-}\"}}\n",
        "inc.env": "I=1\n", "base.yaml": "services: {base: {user: based}}\n", "s.env": "S=$S\n", "s.label": "l=m\n",
        "l": "#!",
    ]

    private static let main = """
        name: every
        version: "3"
        include: [{path: inc.yaml, project_directory: sub, env_file: inc.env}]
        x-cpadev: {runtime: native, seeds: seeds.yaml, fixtures: few.yaml, logs: {max_size: 5m},
          ports: auto, metrics: {port: 9, scraped_by: container, lines: {m: {container: t}}},
          reset: {schedule: 5 4 * * *, tz: Europe/Berlin, announce: 1m, visits: {container: t}, active_for: 2m,
          postpone_up_to: 3m, catch_up: 4m}}
        jobs: {}
        models: {m: {name: n, model: q, context_size: 1, runtime_flags: [f]}}
        services:
          orchestrated:
            image: i
            build: {context: c, dockerfile: d, args: {A: b}, target: t, labels: {l: m}, additional_contexts: {a: b},
              cache_from: [c], cache_to: [d], entitlements: [e], extra_hosts: {h: 1.2.3.4}, isolation: hyperv,
              network: host, no_cache: true, no_cache_filter: [s], platforms: [linux/amd64], privileged: true,
              provenance: true, pull: true, sbom: true, secrets: [{source: file, target: t, mode: 0400, uid: "1", gid: "2"}],
              shm_size: 1m, ssh: {default: s}, tags: [t], ulimits: {nofile: {soft: 1, hard: 2}}}
            container_name: named
            depends_on: {limited: {condition: service_healthy, required: false, restart: true}}
            develop: {watch: [{action: sync+exec, path: p, target: /t, ignore: [i], include: [j], initial_sync: true,
              exec: {command: [c], environment: {A: b}, privileged: true, user: u, working_dir: /w}}]}
            expose: ["1"]
            extends: {service: base, file: base.yaml}
            healthcheck: {interval: 1s, retries: 5, start_interval: 2s, start_period: 3s, test: [CMD, a], timeout: 4s}
            links: ["limited:x"]
            ports: [{target: 80, published: "81", host_ip: 127.0.0.1, protocol: udp, name: n, app_protocol: http, mode: host}]
            post_start: [{command: [c], environment: {A: b}, privileged: true, user: u, working_dir: /w}]
            pre_start: [{command: [c], per_replica: true}]
            pre_stop: [{command: [c], environment: {A: b}, privileged: true, user: u, working_dir: /w}]
            restart: always
            x-cpadev: {runtime: docker, native: {launcher: ./l}, probe: {http: {port: 80, path: /p, status: [201],
              headers: {A: b}}}, restart_unhealthy: true, stop_signal: SIGINT, stop_group: true, after: seed, open: o, optional: true,
              logs: {expected: [e], max_size: 6m}}
          container:
            image: i
            annotations: {a: b}
            attach: false
            blkio_config: {weight: 300, weight_device: [{path: /d, weight: 200}], device_read_bps: [{path: /d, rate: 1}],
              device_read_iops: [{path: /d, rate: 2}], device_write_bps: [{path: /d, rate: 3}],
              device_write_iops: [{path: /d, rate: 4}]}
            cap_add: [A]
            cap_drop: [B]
            cgroup: host
            cgroup_parent: c
            command: [c]
            configs: [{source: file, target: /t, mode: 0400, uid: "1", gid: "2"}]
            cpu_count: 2
            cpu_percent: 50
            cpu_period: 1000
            cpu_quota: 1
            cpu_rt_period: 1ms
            cpu_rt_runtime: 2ms
            cpu_shares: 3
            cpus: 1.5
            cpuset: "0"
            credential_spec: {file: f}
            device_cgroup_rules: ["c 1:3 mr"]
            devices: [{source: /dev/a, target: /dev/b, permissions: r}]
            dns: [1.1.1.1]
            dns_opt: [o]
            dns_search: [s]
            domainname: d
            entrypoint: [e]
            env_file: [{path: s.env, required: false, format: raw}, {path: missing.env, required: false}]
            environment: {A: b}
            external_links: ["o:p"]
            extra_hosts: {h: 1.2.3.4}
            gpus: [{capabilities: [c], count: 1, driver: d, options: {k: v}}, {device_ids: ["0"]}]
            group_add: [g]
            hostname: h
            init: true
            ipc: host
            isolation: hyperv
            label_file: [s.label]
            labels: {a: b}
            logging: {driver: d, options: {k: v}}
            mac_address: 02:42:ac:11:00:03
            mem_limit: 3m
            mem_reservation: 2m
            mem_swappiness: 10
            memswap_limit: -1
            models: {m: {endpoint_var: E, model_var: M}}
            network_mode: host
            oom_kill_disable: true
            oom_score_adj: 5
            pid: host
            pids_limit: 7
            platform: linux/arm64
            privileged: true
            pull_policy: refresh
            pull_refresh_after: 1h
            read_only: true
            runtime: r
            secrets: [{source: file, target: /t, mode: 0400, uid: "1", gid: "2"}]
            security_opt: [o]
            shm_size: 1m
            stdin_open: true
            stop_grace_period: 1s
            stop_signal: SIGINT
            storage_opt: {size: 1G}
            sysctls: {a: "1"}
            tmpfs: [/tmp]
            tty: true
            ulimits: {nofile: {soft: 1, hard: 2}}
            use_api_socket: true
            user: u
            userns_mode: host
            uts: host
            volumes: [{type: bind, source: /s, target: /t, read_only: true, consistency: cached,
              bind: {create_host_path: false, propagation: rslave, recursive: disabled, selinux: z}},
              {type: volume, source: named, target: /v, volume: {labels: {a: b}, nocopy: true, subpath: s}},
              {type: tmpfs, target: /m, tmpfs: {size: 1m, mode: 0700}},
              {type: image, source: i, target: /i, image: {subpath: s}}]
            volumes_from: [limited]
            working_dir: /w
            x-cpadev: {native: {command: [c], check: [d]}, probe: {postgres: {port: 1, user: u, database: d, password: p}}}
          limited:
            build: {dockerfile_inline: FROM x}
            deploy: {mode: global, replicas: 2, labels: {a: b}, endpoint_mode: vip,
              resources: {limits: {cpus: 1, memory: 2m, pids: 3},
              reservations: {cpus: 1, memory: 1m, devices: [{capabilities: [c], count: 2, driver: d, options: {k: v}},
              {capabilities: [c], device_ids: ["0"]}], generic_resources: [{discrete_resource_spec: {kind: k, value: 1}}]}},
              restart_policy: {condition: on-failure, delay: 1s, max_attempts: 2, window: 3s},
              placement: {constraints: [c], preferences: [{spread: s}], max_replicas_per_node: 1},
              rollback_config: {parallelism: 1, delay: 1s, failure_action: pause, monitor: 1s, max_failure_ratio: 0.1,
              order: start-first},
              update_config: {parallelism: 1, delay: 1s, failure_action: pause, monitor: 1s, max_failure_ratio: 0.1,
              order: start-first}}
            healthcheck: {disable: true}
            networks: {own: {aliases: [a], driver_opts: {k: v}, gw_priority: 1, interface_name: e,
              ipv4_address: 172.28.0.2, ipv6_address: "2001:db8::2", link_local_ips: [169.254.1.1],
              mac_address: 02:42:ac:11:00:03, priority: 2}, theirs: , former: }
            volumes: [driven:/d, theirs:/e, former:/f]
            secrets: [{source: variable}, {source: theirs}, {source: former}]
            configs: [{source: variable}, {source: text}, {source: theirs}, {source: former}]
            x-cpadev: {native: {provided_by: container}, probe: {redis: {port: 1, password: p}}}
          scaled: {image: i, scale: 2, profiles: ["", p], x-cpadev: {probe: {clamd: {port: 1}}}}
          provided: {provider: {type: t, options: {k: v}}, x-cpadev: {probe: {grpc: {port: 1, service: s}}}}
          accepting: {image: i, x-cpadev: {probe: {tcp: {port: 1}}}}
          executing: {image: i, x-cpadev: {probe: {exec: [e]}}}
        volumes:
          named: {name: v}
          driven: {driver: d, driver_opts: {k: v}, labels: {a: b}}
          theirs: {external: true}
          former: {external: {name: o}}
        networks:
          own: {name: n, driver: d, driver_opts: {k: v}, internal: true, labels: {a: b}, attachable: true, enable_ipv4: true,
            enable_ipv6: true, ipam: {driver: d, options: {k: v}, config: [{subnet: 172.28.0.0/16, ip_range: 172.28.1.0/24,
            gateway: 172.28.0.1, aux_addresses: {h: 172.28.0.9}}]}}
          theirs: {external: true}
          former: {external: {name: o}}
        secrets:
          file: {file: f, labels: {a: b}, driver_opts: {k: v}, template_driver: t}
          variable: {environment: V, driver: d}
          theirs: {external: true, name: s}
          former: {external: {name: o}}
        configs:
          file: {file: f, labels: {a: b}, template_driver: t}
          variable: {environment: V}
          text: {content: c}
          theirs: {external: true, name: c}
          former: {external: {name: o}}

        """
}
