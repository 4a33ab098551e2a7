import Testing

@testable import NativeRuntime

@Suite struct DescriptorReserveTests {
    /// Services start until only the reserve is left. Then each of the others opens its log to say that it cannot start.
    @Test(arguments: [1, 9, 34, 70, 170, 300, 1000])
    func withTheNeededLimitSomeAreLeftWhenEachServiceRunsOrSaysWhyNot(services: Int) {
        let limit = DescriptorReserve.needed(services: services)
        var (used, running) = (36, 0)
        while running < services, !DescriptorReserve.isTooMany(used, of: limit) {
            used += 4
            running += 1
        }
        used += 2 * (services - running)
        #expect(running >= min(services, 9))
        #expect(limit - used >= 24)
    }
}
