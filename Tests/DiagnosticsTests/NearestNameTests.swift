import Diagnostics
import Testing

/// Which name a misspelt one most likely means.
@Suite struct NearestNameTests {
    @Test(arguments: [
        ("imge", "image"), ("iamge", "image"), ("images", "image"), ("image", "image"), ("IMAGE", "image"),
        ("prots", "ports"), ("port", "ports"), ("imaage", "image"), ("umage", "image"),
    ])
    func near(_ name: String, _ expected: String) {
        #expect(nearestName(to: name, in: ["build", "image", "ports", "volumes"]) == expected)
    }

    @Test(arguments: ["", "xyz", "im", "network", "imagination", "gmaie"])
    func far(_ name: String) {
        #expect(nearestName(to: name, in: ["build", "image", "ports", "volumes"]) == nil)
    }

    @Test func tiesGoToTheFirstInTheAlphabetWhateverTheOrder() {
        #expect(nearestName(to: "cat", in: ["hat", "bat", "rat"]) == "bat")
        #expect(nearestName(to: "cat", in: ["rat", "hat", "bat"]) == "bat")
    }

    @Test func theNearerWins() {
        #expect(nearestName(to: "environmen", in: ["env_iron_mens", "environment"]) == "environment")
    }

    @Test func aCommonBeginningIsNoReason() {
        #expect(nearestName(to: "SIGFOO", in: ["SIGFPE"]) == nil)
        #expect(nearestName(to: "SIGTREM", in: ["SIGFPE", "SIGTERM"]) == "SIGTERM")
        #expect(nearestName(to: "environemtn", in: ["environment"]) == "environment")
    }

    @Test func noCandidatesNoName() {
        #expect(nearestName(to: "a", in: []) == nil)
    }
}
