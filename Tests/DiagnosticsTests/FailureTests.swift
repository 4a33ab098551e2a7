import Diagnostics
import Testing

@Suite struct FailureTests {
    private struct Inner: Failure {
        var code = 1
        var message = "no space"
        var remedy: String? = "free some"
    }

    private struct Outer: ConvertedFailure {
        var code: String
        var message: String
        var remedy: String?

        init(_ code: String, _ message: String, remedy: String?) {
            (self.code, self.message, self.remedy) = (code, message, remedy)
        }
    }

    @Test func conversionKeepsMessageAndRemedy() {
        #expect(Outer(Inner(), as: "io") == Outer("io", "no space", remedy: "free some"))
        #expect(Outer(Inner(), as: "io", "cannot write it").message == "cannot write it: no space")
        #expect("\(Inner())" == "no space")
        #expect(Inner().diagnostics.isEmpty)
    }
}
