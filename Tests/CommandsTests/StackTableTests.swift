import Testing

@testable import Commands

@Suite struct StackTableTests {
    private func stack(_ name: String, _ state: ListedStack.State) -> ListedStack {
        ListedStack(name: name, state: state, folder: "/home/ada/\(name)", files: [], stateFolder: "/s")
    }

    @Test func stacksAreListedWithStateBranchFolderAndPorts() {
        var running = stack("shop", .running)
        (running.ready, running.services, running.branch) = (1, 2, "main")
        running.ports = ["web": [8080], "db": [5432, 5433]]
        let stacks = [running, stack("stuck", .unresponsive), stack("old", .down)]
        let expected = """
            NAME   STATE             BRANCH  FOLDER           PORTS
            shop   1/2 ready         main    /home/ada/shop   db:5432,5433 web:8080
            stuck  does not respond  -       /home/ada/stuck  -
            old    down              -       /home/ada/old    -

            """
        #expect(StackTable.render(stacks, .none, width: nil) == expected)
        let narrow = StackTable.render(stacks, .none, width: 40)
        #expect(!narrow.contains("PORTS") && !narrow.contains("BRANCH") && narrow.contains("/home/ada/stuck"))
    }

    @Test func anEmptyListSaysHowToSeeTheOthers() {
        #expect(StackTable.render([], .none, width: 80).contains("cpadev ls --all"))
    }
}
