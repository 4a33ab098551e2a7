import ComposeModel
import Testing

@testable import DockerRuntime

struct ImageNeedTests {
    private func need(
        _ policy: PullPolicy?,
        present: Bool = false,
        build: Bool = false,
        fresh: Bool = false,
        age: Duration? = nil
    ) -> ImageNeed {
        ImageNeed(
            ImageNeed.Facts(
                image: "i",
                isPresent: present,
                hasBuild: build,
                policy: policy,
                isFresh: fresh,
                age: age
            )
        )
    }

    @Test func withoutAPolicyWhatIsAbsentIsHad() {
        #expect(need(nil, present: true) == .nothing)
        #expect(need(nil) == .pull(reason: "image i is not present"))
        #expect(need(nil, build: true) == .build(reason: "image i has not been built"))
    }

    @Test func neverFetchesNothing() {
        #expect(need(.never, present: true) == .nothing)
        guard case .unavailable = need(.never) else {
            Issue.record("expected to be unavailable")
            return
        }
    }

    @Test func alwaysFetchesOncePerStart() {
        #expect(need(.always, present: true) == .pull(reason: "its pull_policy is 'always'"))
        #expect(need(.always, present: true, fresh: true) == .nothing)
    }

    @Test func buildBuildsOncePerStart() {
        #expect(need(.build, present: true, build: true) == .build(reason: "its pull_policy is 'build'"))
        #expect(need(.build, present: true, build: true, fresh: true) == .nothing)
    }

    @Test func refreshGoesByTheAge() {
        #expect(need(.refresh(after: .seconds(60)), present: true, age: .seconds(30)) == .nothing)
        #expect(need(.refresh(after: .seconds(60)), present: true, fresh: true) == .nothing)
        guard case .pull = need(.refresh(after: .seconds(60)), present: true, age: .seconds(90)) else {
            Issue.record("expected a pull")
            return
        }
    }
}
