import Foundations
import Hummingbird
import Testing

@testable import cpa_demo

@Suite struct LoginTests {
    private static let firm = Firm.Entry(id: "1", slug: "granite", name: "Granite", kind: "assurance firm")
    private static let user = Account.User(name: "Ada", title: "Partner, CPA", email: "ada@granite.example")
    private static let right = #"{"email":"ada@granite.example","password":"demo"}"#

    private let counters = BackendCounters()
    private let tenants = ActiveTenants()

    private func bench(failing failure: FirmFailure? = nil) -> RouterBench {
        let router = Router(context: DemoContext.self)
        LoginRoutes(tenants: tenants, counters: counters, sessions: Sessions(redis: nil)) { email throws(FirmFailure) in
            if let failure { throw failure }
            return email == Self.user.email ? Account(user: Self.user, firm: Self.firm) : nil
        }
        .add(to: router)
        return RouterBench(router)
    }

    @Test func theRightPasswordReturnsUserFirmAndANewToken() async throws {
        let bench = bench()
        var tokens: Set<String> = []
        for _ in 0..<2 {
            let reply = try await bench.send(.post, LoginRoutes.path, Self.right)
            #expect(reply.status == .ok)
            let answer = try JSONCoding.decode(LoginAnswer.self, from: reply.body.utf8)
            #expect(answer.user.name == "Ada" && answer.firm.slug == "granite")
            #expect(answer.token.count == 64)
            tokens.insert(answer.token)
        }
        #expect(tokens.count == 2)
        #expect(counters.text.contains("\nlogins_total 2\n"))
        #expect(counters.text.contains("\nlogin_failures_total 0\n"))
        #expect(tenants.count() == 1)
    }

    @Test func anUnknownAddressLooksLikeAWrongPassword() async throws {
        let bench = bench()
        let wrong = try await bench.send(
            .post,
            LoginRoutes.path,
            #"{"email":"ada@granite.example","password":"Demo"}"#
        )
        let unknown = try await bench.send(
            .post,
            LoginRoutes.path,
            #"{"email":"eve@granite.example","password":"demo"}"#
        )
        #expect(wrong.status == .unauthorized && unknown.status == .unauthorized)
        #expect(wrong.body == unknown.body && wrong.headers == unknown.headers)
        #expect(counters.text.contains("\nlogin_failures_total 2\n"))
        #expect(tenants.count() == 0)
    }

    @Test(arguments: [
        "", "{", "[]", "1", #"{"email":"a"}"#, #"{"email":"a","password":1}"#, #"{"email":null,"password":"demo"}"#,
        #"{"email":"ada@granite.example\u0000x","password":"demo"}"#,
    ])
    func aMalformedBodyIsNoFailedLogin(body: String) async throws {
        let reply = try await bench().send(.post, LoginRoutes.path, body)
        #expect(reply.status == .badRequest)
        #expect(reply.body.hasPrefix(#"{"error":""#))
        #expect(counters.text.contains("\nlogin_failures_total 0\n"))
    }

    @Test func aBodyAboveTheLimitIsRefused() async throws {
        let long = String(repeating: "a", count: 5000)
        let reply = try await bench().send(.post, LoginRoutes.path, #"{"email":"\#(long)","password":"demo"}"#)
        #expect(reply.status == .contentTooLarge)
    }

    @Test func aDatabaseThatIsDownIsNoFailedLogin() async throws {
        let reply = try await bench(failing: .unavailable("gone")).send(.post, LoginRoutes.path, Self.right)
        #expect(reply.status == .serviceUnavailable)
        #expect(counters.text.contains("\nlogin_failures_total 0\n"))
    }
}
