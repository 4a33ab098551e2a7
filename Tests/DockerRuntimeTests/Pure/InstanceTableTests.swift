import Runtime
import Testing

@testable import DockerRuntime

struct InstanceTableTests {
    private let instance = InstanceID(service: "db", generation: 1)
    private let id = "c1"
    private var table = InstanceTable()

    init() {
        table.starting(RunningInstance.Container(id: id, name: "p-db-1"), instance)
        _ = table.started(id, RunningInstance(pid: nil, container: .init(id: id, name: "p-db-1")))
    }

    private func observed(_ table: inout InstanceTable, _ kinds: ContainerEvent.Kind...) -> [InstanceTable.Action] {
        kinds.flatMap { table.observed(ContainerEvent(container: id, kind: $0)) }
    }

    @Test func anExitIsToldOnceTheOutputIsInTheLog() {
        var table = table
        #expect(observed(&table, .died(exitCode: 3)) == [.drain(id)])
        #expect(table.drained(id) == [.emit(.exited(instance, .code(3), note: nil))])
        #expect(table.drained(id) == [])
    }

    @Test func ownSignalsExplainAnExitAtOnce() {
        var table = table
        table.sending(15, to: id)
        #expect(observed(&table, .signalled(15), .died(exitCode: 143)) == [.drain(id)])
        #expect(table.drained(id) == [.emit(.exited(instance, .signal(15), note: nil))])
    }

    @Test func aCodeAbove128WithoutASignalStaysACode() {
        var table = table
        #expect(observed(&table, .died(exitCode: 139)) == [.drain(id)])
        #expect(table.drained(id) == [.emit(.exited(instance, .code(139), note: nil))])
    }

    @Test func aSignalThatWasNotSentExplainsNothing() {
        var table = table
        table.sending(15, to: id)
        table.sendFailed(15, to: id)
        _ = observed(&table, .signalled(15))
        #expect(observed(&table, .died(exitCode: 143)).contains(.probeEngine(id)))
    }

    @Test func killingByMemoryIsNoted() {
        var table = table
        #expect(observed(&table, .outOfMemory, .died(exitCode: 137)) == [.drain(id)])
        #expect(table.drained(id) == [.emit(.exited(instance, .signal(9), note: "out of memory"))])
    }

    @Test func anUnexplained137IsLookedInto() {
        var table = table
        #expect(observed(&table, .died(exitCode: 137)) == [.drain(id), .inspect(id)])
        #expect(table.drained(id) == [])
        let state = ContainerState(life: .ended(exitCode: 137, isOutOfMemory: true, finishedNs: nil))
        #expect(table.inspected(id, state) == [.emit(.exited(instance, .signal(9), note: "out of memory"))])
    }

    @Test func aStopByOthersIsToldWithTheExit() {
        var table = table
        #expect(
            observed(&table, .signalled(15), .died(exitCode: 0)) == [.drain(id), .probeEngine(id), .setDeadline(id)]
        )
        #expect(table.drained(id) == [])
        #expect(table.probed(id, engineAnswers: true) == [])
        #expect(observed(&table, .stopped) == [])
        #expect(
            table.deadlinePassed(id)
                == [.emit(.stoppedExternally(instance)), .emit(.exited(instance, .code(0), note: nil))]
        )
    }

    @Test func aStopThatIsToldLateStillCounts() {
        var table = table
        _ = observed(&table, .signalled(15), .died(exitCode: 0))
        _ = table.drained(id)
        _ = table.probed(id, engineAnswers: true)
        #expect(table.deadlinePassed(id) == [.emit(.exited(instance, .code(0), note: nil))])
        #expect(observed(&table, .stopped) == [.emit(.stoppedExternally(instance))])
    }

    @Test func aRemovalIsNotedAndNotWaitedFor() {
        var table = table
        _ = observed(&table, .signalled(9), .died(exitCode: 137))
        _ = table.drained(id)
        _ = table.probed(id, engineAnswers: true)
        #expect(
            observed(&table, .removed)
                == [.emit(.exited(instance, .signal(9), note: "its container was removed"))]
        )
    }

    @Test func aRestartByOthersIsAnInterruption() {
        var table = table
        _ = observed(&table, .signalled(15), .died(exitCode: 0), .stopped)
        _ = table.drained(id)
        _ = table.probed(id, engineAnswers: true)
        #expect(observed(&table, .started) == [.emit(.interrupted(instance))])
    }

    @Test func whatHappensDuringTheStartIsToldAfterIt() {
        var table = InstanceTable()
        table.starting(.init(id: id, name: "n"), instance)
        #expect(observed(&table, .started, .health(.healthy), .died(exitCode: 1)) == [])
        let actions = table.started(id, RunningInstance(pid: nil))
        #expect(actions == [.emit(.health(instance, .healthy)), .drain(id)])
    }

    @Test func whatHappensDuringAStartThatFailsIsForgotten() {
        var table = InstanceTable()
        table.starting(.init(id: id, name: "n"), instance)
        _ = observed(&table, .died(exitCode: 127))
        table.startFailed(id)
        #expect(table.container(of: instance) == nil)
        #expect(table.drained(id) == [])
    }

    @Test func eventsOfOtherContainersChangeNothing() {
        var table = table
        #expect(table.observed(ContainerEvent(container: "c0", kind: .died(exitCode: 1))) == [])
        #expect(table.container(of: instance)?.id == id)
    }

    @Test func pausesAndHealthAreToldAsTheyAre() {
        var table = table
        #expect(
            observed(&table, .paused, .resumed, .health(.healthy))
                == [.emit(.paused(instance)), .emit(.resumed(instance)), .emit(.health(instance, .healthy))]
        )
        #expect(observed(&table, .health(.unhealthy)) == [.inspect(id)])
        let state = ContainerState(life: .running(isPaused: false), health: .unhealthy(message: "refused"))
        #expect(table.inspected(id, state) == [.emit(.health(instance, .unhealthy(message: "refused")))])
    }

    @Test func healthIsToldAfterEachStartAndAfterAPause() {
        var table = InstanceTable()
        table.starting(.init(id: id, name: "n"), instance)
        #expect(table.started(id, RunningInstance(pid: nil, reportsHealth: true)) == [.reportHealth(id)])
        #expect(
            observed(&table, .paused, .resumed) == [.emit(.paused(instance)), .emit(.resumed(instance)), .inspect(id)]
        )
    }

    // MARK: The engine goes away

    @Test func theLossIsToldOnce() {
        var table = table
        #expect(table.engineLost("gone", at: 10) == [.emit(.lost(reason: "gone"))])
        #expect(table.engineLost("gone", at: 20) == [])
    }

    @Test func aContainerThatStillRunsIsFound() {
        var table = table
        _ = table.engineLost("gone", at: 10)
        #expect(table.engineReturned() == [.emit(.recovered), .inspect(id)])
        let actions = table.inspected(
            id,
            ContainerState(life: .running(isPaused: false), health: .healthy, startedNs: 5, pid: 7)
        )
        let running = RunningInstance(
            pid: 7,
            container: .init(id: id, name: "p-db-1"),
            runningSinceNs: 5,
            reportsHealth: true
        )
        #expect(
            actions == [.emit(.found(instance, running)), .resumeOutput(id), .emit(.health(instance, .healthy))]
        )
    }

    @Test func aContainerThatTheEngineTookWithItIsInterrupted() {
        var table = table
        _ = observed(&table, .signalled(15), .died(exitCode: 0))
        _ = table.drained(id)
        _ = table.engineLost("gone", at: 10_000_000_000)
        #expect(table.probed(id, engineAnswers: false) == [])
        #expect(table.engineReturned() == [.emit(.recovered), .inspect(id)])
        let ended = ContainerState(life: .ended(exitCode: 0, isOutOfMemory: false, finishedNs: 9_000_000_000))
        #expect(table.inspected(id, ended) == [.resumeOutput(id), .drain(id)])
        #expect(table.drained(id) == [.emit(.interrupted(instance))])
    }

    @Test func aContainerThatEndedLongBeforeTheLossHasExited() {
        var table = table
        _ = table.engineLost("gone", at: 60_000_000_000)
        _ = table.engineReturned()
        let ended = ContainerState(life: .ended(exitCode: 4, isOutOfMemory: false, finishedNs: 5_000_000_000))
        #expect(table.inspected(id, ended) == [.resumeOutput(id), .drain(id)])
        #expect(table.drained(id) == [.emit(.exited(instance, .code(4), note: nil))])
    }

    @Test func aContainerThatWasRemovedMeanwhileHasExited() {
        var table = table
        _ = table.engineLost("gone", at: 10)
        _ = table.engineReturned()
        #expect(
            table.inspected(id, nil)
                == [.emit(.exited(instance, .signal(9), note: "its container was removed"))]
        )
    }

    @Test func eventsThatBrokeOffAreMadeUpForWithoutALoss() {
        var table = table
        #expect(table.engineReturned() == [.inspect(id)])
        let ended = ContainerState(life: .ended(exitCode: 2, isOutOfMemory: false, finishedNs: 50))
        _ = table.inspected(id, ended)
        #expect(table.drained(id) == [.emit(.exited(instance, .code(2), note: nil))])
    }

    @Test func aDeathThatIsSettledAfterTheReturnIsAnInterruption() {
        var table = table
        _ = observed(&table, .signalled(15), .died(exitCode: 0))
        _ = table.engineLost("gone", at: 10)
        _ = table.probed(id, engineAnswers: false)
        _ = table.engineReturned()
        _ = table.inspected(id, ContainerState(life: .ended(exitCode: 0, isOutOfMemory: false, finishedNs: 9)))
        #expect(table.drained(id) == [.emit(.interrupted(instance))])
    }
}
