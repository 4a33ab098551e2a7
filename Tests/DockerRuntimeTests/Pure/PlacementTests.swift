import Testing

@testable import DockerRuntime

struct PlacementTests {
    private func container(_ state: ExistingContainer.State, hash: String = "h", owner: String? = "/s")
        -> ExistingContainer
    {
        var labels = [ComposeLabels.definition: hash]
        labels[ComposeLabels.state] = owner
        return ExistingContainer(id: "id", name: "n", state: state, labels: labels)
    }

    @Test func nothingThereMeansANewOne() {
        #expect(Placement([], hash: "h", owner: "/s") == .create)
        #expect(Placement([container(.removing)], hash: "h", owner: "/s") == .create)
    }

    @Test(arguments: [ExistingContainer.State.running, .paused])
    func oneThatRunsIsTakenOver(state: ExistingContainer.State) {
        #expect(Placement([container(state)], hash: "h", owner: "/s") == .takeOver(container(state)))
    }

    @Test(arguments: [ExistingContainer.State.created, .exited])
    func oneThatDoesNotIsStartedAgain(state: ExistingContainer.State) {
        #expect(Placement([container(state)], hash: "h", owner: "/s") == .startAgain(container(state)))
    }

    @Test func anotherDefinitionIsReplaced() {
        let other = container(.running, hash: "g")
        #expect(Placement([other], hash: "h", owner: "/s") == .replace(other))
    }

    @Test func anotherOwnersIsReplaced() {
        let other = container(.running, owner: nil)
        #expect(Placement([other], hash: "h", owner: "/s") == .replace(other))
    }

    @Test func oneThatCannotBeStartedIsReplaced() {
        #expect(Placement([container(.dead)], hash: "h", owner: "/s") == .replace(container(.dead)))
    }
}
