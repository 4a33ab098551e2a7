import Testing

@testable import DockerEngine

@Suite struct ImageReferenceTests {
    @Test(arguments: [
        ("postgres", "postgres", "latest", ImageReference.hub),
        ("postgres:16", "postgres", "16", ImageReference.hub),
        ("clamav/clamav:1.4", "clamav/clamav", "1.4", ImageReference.hub),
        ("docker.io/library/redis:7", "docker.io/library/redis", "7", ImageReference.hub),
        ("localhost:5000/a", "localhost:5000/a", "latest", "localhost:5000"),
        ("ghcr.io/o/i:v1@sha256:abcd", "ghcr.io/o/i", "sha256:abcd", "ghcr.io"),
        ("localhost/a:b", "localhost/a", "b", "localhost"),
    ])
    func referencesAreTakenApart(_ reference: String, name: String, tag: String, registry: String) {
        let parts = ImageReference(reference)
        #expect(parts.name == name && parts.tag == tag && parts.registry == registry)
    }
}
