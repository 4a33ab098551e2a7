import Testing

@testable import Commands

@Suite struct ServiceScaleTests {
    @Test func aScaleIsANameAndANumber() {
        #expect(ServiceScale(argument: "web=3")?.service == "web")
        #expect(ServiceScale(argument: "web=0")?.count == 0)
        #expect(ServiceScale(argument: "a=b=100")?.service == "a=b")
    }

    @Test(arguments: ["web=101", "web=2000000000", "web=-1", "web=", "=3", "web", "web=99999999999999999999"])
    func whatNoMachineCouldRunIsRefused(text: String) { #expect(ServiceScale(argument: text) == nil) }
}
