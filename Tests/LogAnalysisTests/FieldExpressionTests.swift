import Testing

@testable import LogAnalysis

@Suite struct FieldExpressionTests {
    private static let line =
        #"{"status":503,"path":"/api/v1","dur":"1.5s","user":{"name":"Ann \"A\"","roles":["x"]},"a.b":1,"ok":true,"no":null,"n":"42"}"#

    @Test(arguments: [
        (".status>=500", true), (".status>503", false), (".status==503", true), (".status!=503", false),
        (".status = 503.0", true), (".status<504", true), (".status<=502", false), (".n>9", true),
        (".path=/api/v1", true), (".path!=/health", true), (".path~^/api", true), (".path!~^/api", false),
        (".path~\"v\\d$\"", true), (".dur>300ms", true), (".dur<1s", false), (".dur=1500ms", true),
        (".user.name=\"Ann \\\"A\\\"\"", true), (".user.name~ann", true), (".user.age", false), ("!.user.age", true),
        (".user", true), ("!.user", false), (".a.b=1", true), (".[\"a.b\"]=1", true), ("[\"a.b\"]=1", false),
        (".ok=true", true), (".no=null", true), (".absent!=x", true), (".absent!~x", true), (".absent=x", false),
        (".name=Ann", false), (".path>/api", true),
    ])
    func conditionsHoldForJSON(text: String, expected: Bool) throws {
        guard text.hasPrefix(".") || text.hasPrefix("!") else {
            #expect(throws: FilterError.self) { try FieldExpression(text) }
            return
        }
        let expression = try FieldExpression(text)
        #expect(Self.holds(expression, Self.line) == expected)
    }

    @Test(arguments: [
        ("level=info status=500 path=/x", ".status>=500", true),
        ("level=info msg=\"a b\" n=3", ".msg=\"a b\"", true),
        ("2026-01-01 INFO app: done status=404", ".status<500", true),
        ("INFO app: {\"status\":500}", ".status=500", true),
        ("user.name=ann x=1", ".user.name=ann", true),
        ("status was 500", ".status", false),
        ("", ".a", false),
        ("{\"status\":50", ".status", true),
        ("{\"status\":\"5", ".status", false),
    ])
    func otherLinesHaveFieldsAsWell(line: String, text: String, expected: Bool) throws {
        #expect(Self.holds(try FieldExpression(text), line) == expected)
    }

    @Test(arguments: [
        ("status>=500", 0), (".", 1), (".a ? 3", 3), (".a=", 3), (".a=\"x", 3), (".a=\"x\" y", 7), ("!.a=3", 3),
        (".a~(", 4), (".[a]", 2), (".[\"a\"=1", 5), ("", 0),
    ])
    func mistakesAreToldWithTheirPlace(text: String, offset: Int) {
        let error = #expect(throws: FilterError.self) { try FieldExpression(text) }
        #expect(error?.offset == offset)
        #expect(error?.text == text)
    }

    @Test func theNeededTextStandsInEveryLineThatMeetsIt() throws {
        #expect(try FieldExpression(".user.name=x").neededText == Array("name".utf8))
        #expect(try FieldExpression(".a").neededText == Array("a".utf8))
        for text in ["!.a", ".a!=1", ".a!~x"] { #expect(try FieldExpression(text).neededText == nil) }
    }

    private static func holds(_ expression: FieldExpression, _ line: String) -> Bool {
        var line = line
        return line.withUTF8 { expression.matches(UnsafeRawBufferPointer($0)) }
    }
}
