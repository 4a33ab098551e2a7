import Testing

@testable import Foundations

@Suite struct JSONValueTests {
    private func value(_ text: String) -> JSONValue? { JSONValue(parsing: text.utf8) }

    @Test(arguments: [
        (#"{"a":1,"b":[true,null]}"#, #" { "b" : [ true , null ] , "a" : 1.0 } "#),
        ("100", "1e2"), ("-0", "0"), ("0.5", "5E-1"), (#""é/""#, #""\u00e9\/""#), (#""😀""#, #""\uD83D\uDE00""#),
        ("9007199254740993", "9007199254740993"),
    ])
    func equalHoweverWritten(_ one: String, _ other: String) {
        #expect(value(one) != nil)
        #expect(value(one) == value(other))
    }

    @Test(arguments: [
        ("1", "\"1\""), ("9007199254740993", "9007199254740992"), ("[1,2]", "[2,1]"), ("{}", "[]"), ("null", "false"),
        (#"{"a":null}"#, "{}"),
    ])
    func differentWhereTheMeaningIs(_ one: String, _ other: String) {
        #expect(value(one) != value(other))
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", #"{"a":1,}"#, #"{"a" 1}"#, "{1:2}", "01", "1.", ".5", "-", "1e", "+1", "tru", "1 2",
        "\"a",
        "\"\n\"", #""\x""#, #""\uD83D""#, #""\u12""#, #""\uDC00""#, "nan", "1e999", "'a'",
    ])
    func whatIsNoJSONIsRefused(_ text: String) {
        #expect(value(text) == nil)
    }

    @Test func brokenUTF8AndDeepNestingAreRefused() {
        #expect(JSONValue(parsing: [0x22, 0xFF, 0x22]) == nil)
        #expect(JSONValue(parsing: Array("\"\\n".utf8) + [0xC3, 0x22]) == nil)
        #expect(value(String(repeating: "[", count: 100_000)) == nil)
        #expect(value(String(repeating: "[", count: 90) + String(repeating: "]", count: 90)) != nil)
    }

    @Test func writtenCompactlyWithSortedMembers() {
        let text = #"{"a":[1,-2.5,"\"\\\n\u0001é"],"b":{"":null}}"#
        #expect(value(text)?.json == text)
        #expect(value(#"{ "b": {"": null}, "a": [1.0, -25e-1, "\"\\\n\u0001é"] }"#)?.json == text)
    }

    @Test func membersAndElementsAreReached() {
        let found = value(#"{"name":"x","list":[1]}"#)
        #expect(found?["name"]?.text == "x")
        #expect(found?["list"]?.elements == [.integer(1)])
        #expect(found?["none"] == nil)
        #expect(found?.elements == [])
    }
}
