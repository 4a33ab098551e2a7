import ControlAPI
import Testing

@testable import Commands

@Suite struct StackShutdownTests {
    @Test(arguments: [("docker", true), ("native", false), (nil, false)] as [(String?, Bool)])
    func theVolumesOfContainersAreData(runtime: String?, expected: Bool) {
        var service = ServiceStatus(name: "web", state: .running)
        service.runtime = runtime
        #expect(StackShutdown.hasContainers(Samples.snapshot([service])) == expected)
    }
}
