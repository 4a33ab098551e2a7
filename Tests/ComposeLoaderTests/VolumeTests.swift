import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

/// Volumes in short and long form.
@Suite struct VolumeTests {
    private static let top = "volumes: {data: }\n"

    private static func mount(_ source: Mount.Source, _ change: (inout MountOptions) -> Void) -> Mount {
        var mount = Mount(source: source, target: "/d")
        change(&mount.options)
        return mount
    }

    @Test(arguments: [
        ("/d", Mount(source: .anonymous, target: "/d")),
        ("data:/d", Mount(source: .volume("data"), target: "/d")),
        ("data:/d:ro", Mount(source: .volume("data"), target: "/d", isReadOnly: true)),
        ("data:/d:rw,nocopy", mount(.volume("data")) { $0.skipsCopy = true }),
        ("data:/d:Z", mount(.volume("data")) { $0.selinux = "Z" }),
        ("/a:/d:rslave", mount(.bind(path: "/a", createsHostPath: true)) { $0.propagation = "rslave" }),
        ("./a:/d", Mount(source: .bind(path: "/home/app/a", createsHostPath: true), target: "/d")),
        ("../a:/d:z", mount(.bind(path: "/home/a", createsHostPath: true)) { $0.selinux = "z" }),
        ("/a:/d/", Mount(source: .bind(path: "/a", createsHostPath: true), target: "/d")),
        ("~/a:/d", Mount(source: .bind(path: "/home/me/a", createsHostPath: true), target: "/d")),
        ("{type: volume, source: data, target: /d}", Mount(source: .volume("data"), target: "/d")),
        ("{type: volume, target: /d}", Mount(source: .anonymous, target: "/d")),
        (
            "{type: bind, source: a, target: /d, read_only: true}",
            Mount(source: .bind(path: "/home/app/a", createsHostPath: true), target: "/d", isReadOnly: true)
        ),
        (
            "{type: bind, source: a, target: /d, bind: {create_host_path: false}}",
            Mount(source: .bind(path: "/home/app/a", createsHostPath: false), target: "/d")
        ),
        ("{type: tmpfs, target: /d}", Mount(source: .tmpfs(sizeBytes: nil), target: "/d")),
        ("{type: tmpfs, target: /d, tmpfs: {size: 64m}}", Mount(source: .tmpfs(sizeBytes: 64 << 20), target: "/d")),
        ("{type: tmpfs, target: /d, tmpfs: {mode: 0755}}", mount(.tmpfs(sizeBytes: nil)) { $0.mode = 0o755 }),
        ("{type: image, source: i, target: /d, image: {subpath: s}}", mount(.image("i")) { $0.subpath = "s" }),
    ])
    func reads(_ text: String, _ expected: Mount) throws {
        let loading = Loading(oneService("volumes:\n  - \(text)", more: Self.top), environment: ["HOME": "/home/me"])
        #expect(loading.problems().isEmpty)
        #expect(try loading.service().volumes == [expected])
    }

    @Test(arguments: ["''", "':/d'", "'data:'", "'data:/d:ro:rw'", "'data:/d:'"])
    func reportsBadOnes(_ text: String) {
        #expect(Loading(oneService("volumes:\n  - \(text)", more: Self.top)).problems() == ["5:9 bad-volume"])
    }

    @Test func warnsOfAnUnknownOption() {
        let diagnostics = Loading(oneService("volumes: ['data:/d:roo']", more: Self.top)).diagnostics()
        #expect(diagnostics.map(\.code) == ["ignored-option"])
        #expect(diagnostics.first?.hint == "did you mean 'ro'?")
    }

    @Test(arguments: ["'data:d'", "d"]) func warnsOfATargetThatNoEngineTakes(_ text: String) {
        let problems = Loading(oneService("volumes:\n  - \(text)", more: Self.top)).problems()
        #expect(problems == ["5:9 warning bad-volume"])
    }

    @Test func aLetterBeforeAColonIsADrive() throws {
        let loading = Loading(oneService("volumes: ['C:/a:/a', 'd:/b']"))
        #expect(
            try loading.service().volumes == [
                Mount(source: .bind(path: "C:/a", createsHostPath: true), target: "/a"),
                Mount(source: .anonymous, target: "d:/b"),
            ]
        )
        #expect(
            loading.diagnostics().map(\.hint) == [
                "a single letter before ':' is a drive; give the volume a longer name"
            ]
        )
    }

    @Test func namedVolumesOfTheTopLevelAreRead() throws {
        let yaml =
            oneService("volumes: ['plain:/p', 'named:/n', 'theirs:/t', 'old:/o']") + """
                volumes:
                  plain:
                  named: {name: n, driver: local, driver_opts: {size: 1}, labels: [a=b]}
                  theirs: {external: true}
                  old: {external: {name: other}}
                  unused: {}
                """
        let volumes = try Loading(yaml).load().project.volumes
        #expect(volumes["plain"] == NamedVolume())
        let named = NamedVolume(name: "n", driver: "local", driverOptions: ["size": "1"], labels: ["a": "b"])
        #expect(volumes["named"] == named)
        #expect(volumes["theirs"] == NamedVolume(name: "theirs", external: true))
        #expect(volumes["old"] == NamedVolume(name: "other", external: true))
        #expect(volumes["unused"] == nil)
    }
}
