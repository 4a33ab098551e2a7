import ComposeModel
import Diagnostics
import OrderedCollections
import Testing
import YAMLTree

@testable import ComposeLoader

/// Variables in values.
@Suite struct InterpolationTests {
    static let environment = ["A": "a", "EMPTY": "", "NAME": "A", "PORT": "8080", "DOLLAR": "$A"]

    /// Text and what it becomes.
    @Test(arguments: [
        ("$A", "a"), ("${A}", "a"), ("x$A", "xa"), ("$A.b", "a.b"), ("${A}b", "ab"), ("$A$A", "aa"),
        ("${NONE:-d}", "d"), ("${EMPTY:-d}", "d"), ("${A:-d}", "a"),
        ("${NONE-d}", "d"), ("${EMPTY-d}", ""), ("${A-d}", "a"),
        ("${NONE:+d}", ""), ("${EMPTY:+d}", ""), ("${A:+d}", "d"),
        ("${NONE+d}", ""), ("${EMPTY+d}", "d"), ("${A+d}", "d"),
        ("${A:?e}", "a"), ("${EMPTY?e}", ""), ("${A?e}", "a"),
        ("${NONE:-}", ""), ("${NONE-}", ""), ("${A:+}", ""),
        ("${NONE:-${A}}", "a"), ("${NONE:-$A}", "a"), ("${NONE:-${NONE:-${A}}}", "a"), ("${A:+x${A}y}", "xay"),
        ("${NONE:-a:b-c?d+e}", "a:b-c?d+e"), ("${NONE:-{\"k\":1}}", "{\"k\":1}"), ("${NONE:- d }", " d "),
        ("${NONE:-http://h:1/?q=$A}", "http://h:1/?q=a"),
        ("$$", "$"), ("$$A", "$A"), ("$${A}", "${A}"), ("$$$A", "$a"), ("$$$$", "$$"), ("${NONE:-$$A}", "$A"),
        ("$", "$"), ("a$", "a$"), ("$1", "$1"), ("$(x)", "$(x)"), ("$ A", "$ A"), ("$-", "$-"), ("ä$A", "äa"),
        ("${DOLLAR}", "$A"), ("no variable", "no variable"), ("", ""),
    ])
    func expands(_ text: String, _ expected: String) throws {
        var interpolator = Interpolator { Self.environment[$0] }
        #expect(try interpolator.expand(text) == expected)
    }

    /// Text, code, and the place in it, from 0.
    @Test(arguments: [
        ("${", "bad-interpolation", 0), ("${A", "bad-interpolation", 0), ("x ${A:-b", "bad-interpolation", 2),
        ("${}", "bad-interpolation", 0), ("${1}", "bad-interpolation", 0), ("${A/b}", "bad-interpolation", 0),
        ("${A:b}", "bad-interpolation", 0), ("${A:}", "bad-interpolation", 0), ("${ A}", "bad-interpolation", 0),
        ("${A-b} ${-}", "bad-interpolation", 7), ("${NONE?}", "variable-required", 0),
        ("ä ${NONE:?no}", "variable-required", 2), ("${EMPTY:?no}", "variable-required", 0),
        ("${NONE:-${NONE?}}", "variable-required", 8),
    ])
    func reports(_ text: String, _ code: String, _ offset: Int) {
        var interpolator = Interpolator { Self.environment[$0] }
        #expect {
            _ = try interpolator.expand(text)
        } throws: { error in
            guard let problem = error as? Interpolator.Problem else { return false }
            return problem.code.rawValue == code && problem.offset == offset
        }
    }

    static let cases: [BadCase] = [
        BadCase("in a plain text", oneService("user: a${"), "4:12 bad-interpolation"),
        BadCase("in double quotes", oneService("user: \"a${\""), "4:13 bad-interpolation"),
        BadCase("in single quotes", oneService("user: 'a${'"), "4:13 bad-interpolation"),
        BadCase("after an escape, only the text is known", oneService("user: \"\\ta${\""), "4:11 bad-interpolation"),
        BadCase("in a block, only the block is known", oneService("user: |\n  a${"), "4:11 bad-interpolation"),
        BadCase("in a list", oneService("command: [a, '${A b}']"), "4:19 bad-interpolation"),
        BadCase("a variable that is required", oneService("user: ${A:?say who}"), "4:11 variable-required"),
        BadCase("a variable that is not set", oneService("user: b$A"), "4:12 warning unset-variable"),
        BadCase("one variable in two places", oneService("user: $A\nhostname: $A"), "4:11 warning unset-variable"),
        BadCase(
            "two variables",
            oneService("user: $A$B"),
            "4:11 warning unset-variable",
            "4:13 warning unset-variable"
        ),
        BadCase("none where the other is not used", oneService("user: ${A:+$B}")),
        BadCase("keys are left alone", oneService("labels: {$A: b}")),
        BadCase("a value that ends up wrong", oneService("mem_limit: ${A}"), "4:16 bad-size", environment: ["A": "x"]),
    ]

    @Test(arguments: cases) func reportsInTheFile(_ bad: BadCase) { bad.check() }

    @Test func theReasonOfARequiredVariableIsShown() {
        let message = Loading(oneService("user: ${A:?say ${B:-who}}")).diagnostics().first?.message
        #expect(message == "the variable 'A' must be set: say who")
    }

    @Test func anInterpolatedTextIsTakenForANumberOrBooleanWhereOneIsWanted() throws {
        let keys =
            "init: ${I}\npids_limit: \"${N}\"\nports: [{target: $P, published: '${P}'}]\nhealthcheck: {retries: $N}"
        let service = try Loading(oneService(keys), environment: ["I": "yes", "N": "7", "P": "80"]).service()
        #expect(service.usesInit == true)
        #expect(service.resources.pids == 7)
        #expect(service.ports == [Port(target: 80, published: 80)])
        #expect(service.healthcheck?.retries == 7)
    }

    @Test func anInterpolatedNumberStaysATextWhereOneIsWanted() throws {
        let service = try Loading(oneService("user: $N\ncommand: [$N]"), environment: ["N": "7"]).service()
        #expect(service.user == "7")
        #expect(service.command == ["7"])
    }

    @Test func valuesAreNotInterpolatedTwice() throws {
        #expect(try Loading(oneService("user: $A"), environment: ["A": "$B"]).service().user == "$B")
    }

    @Test func theProjectsNameIsAVariable() throws {
        #expect(try Loading("name: shop\n" + oneService("user: $COMPOSE_PROJECT_NAME")).service().user == "shop")
    }
}
