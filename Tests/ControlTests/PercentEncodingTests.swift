import ControlAPI
import Testing

@Suite struct PercentEncodingTests {
    @Test(arguments: ["", "a-b._~", "a b+c%", "é会🧾", "new\nline", "a//b/../c", "&=?#'\"<>"])
    func whatWasEncodedIsDecoded(_ text: String) {
        #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == text)
        #expect(PercentEncoding.decode(PercentEncoding.encodePath(text)) == text)
    }

    @Test func slashesStayInAPath() {
        #expect(PercentEncoding.encodePath("a b/c") == "a%20b/c")
        #expect(PercentEncoding.encode("a b/c") == "a%20b%2Fc")
    }

    @Test(arguments: ["%", "%4", "%zz", "a%e", "%ff"])
    func halfAnEncodingIsNone(_ text: String) {
        #expect(PercentEncoding.decode(text) == nil)
    }
}
