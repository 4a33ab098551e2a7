import ComposeLoader
import ComposeModel
import OrderedCollections
import Testing

/// What only containers have.
@Suite struct ContainerTests {
    private func container(_ keys: String, more: String = "") throws -> ContainerOptions {
        let loading = Loading(oneService(keys, more: more))
        #expect(loading.problems().allSatisfy { $0.hasSuffix("warning ignored-key") })
        return try loading.service().container
    }

    @Test func namespacesAreThoseOfTheHostOfServicesAndOfContainers() throws {
        let more = "  b: {image: x}\n"
        let keys =
            "network_mode: 'service:b'\npid: host\nipc: 'container:c'\nuts: host\nuserns_mode: host\ncgroup: private"
        let options = try container(keys + "\ncgroup_parent: p", more: more).namespaces
        #expect(options.network == .service("b"))
        #expect(options.pid == .host)
        #expect(options.ipc == .container("c"))
        #expect(options.uts == .host)
        #expect(options.user == .host)
        #expect(options.cgroup == .named("private"))
        #expect(options.cgroupParent == "p")
    }

    @Test func whatItMayDoIsTyped() throws {
        let keys = """
            cap_add: [NET_ADMIN]
            cap_drop: [ALL]
            privileged: true
            read_only: true
            security_opt: [no-new-privileges]
            group_add: [mail, 1001]
            use_api_socket: true
            """
        let options = try container(keys).security
        #expect(options.addedCapabilities == ["NET_ADMIN"])
        #expect(options.droppedCapabilities == ["ALL"])
        #expect(options.isPrivileged && options.isReadOnly && options.usesAPISocket)
        #expect(options.options == ["no-new-privileges"])
        #expect(options.groups == ["mail", "1001"])
    }

    @Test func devicesHaveAShortAndALongForm() throws {
        let keys = """
            devices: [/dev/a, "/dev/b:/dev/c", "/dev/d:/dev/e:r", vendor.com/class=name, {source: /dev/f}]
            device_cgroup_rules: ["c 1:3 mr"]
            """
        let options = try container(keys).devices
        #expect(
            options.mappings == [
                DeviceMapping(source: "/dev/a"), DeviceMapping(source: "/dev/b", target: "/dev/c"),
                DeviceMapping(source: "/dev/d", target: "/dev/e", permissions: "r"),
                DeviceMapping(source: "vendor.com/class=name"), DeviceMapping(source: "/dev/f"),
            ]
        )
        #expect(options.cgroupRules == ["c 1:3 mr"])
    }

    @Test func devicesAreAskedForInTwoPlaces() throws {
        let all = try container("gpus: all").devices.requests
        #expect(all == [DeviceRequest(count: .all, capabilities: ["gpu"])])
        let keys = """
            deploy:
              resources:
                reservations:
                  memory: 1g
                  devices:
                    - {driver: nvidia, count: 2, capabilities: [gpu], options: {a: 1}}
                    - {device_ids: ["0"], capabilities: [tpu]}
            """
        let options = try container(keys)
        #expect(
            options.devices.requests == [
                DeviceRequest(driver: "nvidia", count: .exactly(2), capabilities: ["gpu"], options: ["a": "1"]),
                DeviceRequest(deviceIDs: ["0"], capabilities: ["tpu"]),
            ]
        )
        #expect(options.limits.memoryReservationBytes == 1 << 30)
    }

    @Test func limitsOfTheKernelAreTyped() throws {
        let keys = """
            mem_reservation: 1m
            memswap_limit: -1
            mem_swappiness: 10
            oom_kill_disable: true
            oom_score_adj: -5
            cpu_shares: "73"
            cpu_period: 100000
            cpu_quota: 50000
            cpu_rt_period: 1400us
            cpu_rt_runtime: 400ms
            cpuset: 0,1
            cpu_count: 2
            cpu_percent: 50.5
            blkio_config: {weight: 300, weight_device: [{path: /a, weight: 4}], device_read_bps: [{path: /b, rate: 1k}]}
            """
        let limits = try container(keys).limits
        #expect(limits.memoryReservationBytes == 1 << 20)
        #expect(limits.memoryAndSwapBytes == -1)
        #expect(limits.swappiness == 10)
        #expect(limits.disablesOOMKiller == true)
        #expect(limits.oomScoreAdjustment == -5)
        #expect(limits.cpuShares == 73)
        #expect(limits.cpuPeriod == 100_000)
        #expect(limits.cpuQuota == 50_000)
        #expect(limits.cpuRealtimePeriod == 1400)
        #expect(limits.cpuRealtimeRuntime == 400_000)
        #expect(limits.cpuSet == "0,1")
        #expect(limits.cpuCount == 2)
        #expect(limits.cpuPercent == 50.5)
        #expect(limits.blockIO?.weight == 300)
        #expect(limits.blockIO?.deviceWeights == [BlockIO.Weight(path: "/a", weight: 4)])
        #expect(limits.blockIO?.readBytes == [BlockIO.Rate(path: "/b", rate: 1024)])
    }

    @Test func namesAreFoundInSeveralWays() throws {
        let keys = """
            dns: 1.1.1.1
            dns_search: [a.com, b.com]
            dns_opt: [use-vc]
            domainname: example.com
            links: [b, "b:c"]
            external_links: ["d:e"]
            """
        let options = try container(keys, more: "  b: {image: x}\n").names
        #expect(options.servers == ["1.1.1.1"])
        #expect(options.searchDomains == ["a.com", "b.com"])
        #expect(options.options == ["use-vc"])
        #expect(options.domainName == "example.com")
        #expect(options.links == [Link("b:b"), Link("b:c")])
        #expect(options.externalLinks == [Link("d:e")])
    }

    @Test func theRestIsTypedToo() throws {
        let keys = """
            logging: {driver: local, options: {max-size: 10m, n: 3}}
            sysctls: [a=1]
            shm_size: 64mb
            storage_opt: {size: 1G}
            annotations: {a: 1}
            volumes_from: [b, "b:ro", "container:c:ro"]
            tty: true
            stdin_open: true
            mac_address: "02:42:ac:11:65:43"
            runtime: runc
            isolation: default
            platform: linux/arm64
            attach: false
            """
        let options = try container(keys, more: "  b: {image: x}\n")
        #expect(options.logging == LoggingOptions(driver: "local", options: ["max-size": "10m", "n": "3"]))
        #expect(options.sysctls == ["a": "1"])
        #expect(options.sharedMemoryBytes == 64 << 20)
        #expect(options.storageOptions == ["size": "1G"])
        #expect(options.annotations == ["a": "1"])
        #expect(
            options.volumesFrom == [
                VolumesFrom(source: .service("b")), VolumesFrom(source: .service("b"), isReadOnly: true),
                VolumesFrom(source: .container("c"), isReadOnly: true),
            ]
        )
        #expect(options.hasTerminal && options.keepsInputOpen)
        #expect(options.macAddress == "02:42:ac:11:65:43")
        #expect([options.engineRuntime, options.isolation, options.platform] == ["runc", "default", "linux/arm64"])
    }

    @Test(
        arguments: [
            ("always", .always), ("never", .never), ("missing", .missing), ("if_not_present", .missing),
            ("build", .build), ("daily", .refresh(after: .seconds(86_400))),
            ("weekly", .refresh(after: .seconds(604_800))), ("every_1h30m", .refresh(after: .seconds(5400))),
        ] as [(String, PullPolicy)]
    )
    func imagesAreFetchedBySeveralPolicies(_ text: String, _ expected: PullPolicy) throws {
        #expect(try container("pull_policy: \(text)").pullPolicy == expected)
        #expect(
            try container("pull_policy: refresh\npull_refresh_after: 5m").pullPolicy == .refresh(after: .seconds(300))
        )
        #expect(Loading(oneService("pull_policy: sometimes")).problems() == ["4:18 unknown-value"])
    }
}
