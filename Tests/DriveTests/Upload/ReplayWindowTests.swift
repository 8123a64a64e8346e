import Drive
import Testing

@Suite struct ReplayWindowTests {
    @Test func `it never takes more than fits`() {
        var window = ReplayWindow(capacity: 4)
        #expect(append([1, 2, 3], to: &window) == 3)
        #expect(append([4, 5, 6], to: &window) == 1)
        #expect(append([7], to: &window) == 0)
        #expect(window.isFull && window.end == 4)
    }

    @Test func `offsets that it cannot know are refused and change nothing`() {
        var window = ReplayWindow(capacity: 8)
        _ = append([1, 2, 3, 4], to: &window)
        let isAccepted = window.acknowledge(upTo: 2)
        let isBelow = window.acknowledge(upTo: 1)
        let isAbove = window.acknowledge(upTo: 5)
        #expect(isAccepted && !isBelow && !isAbove)
        #expect(window.start == 2 && window.end == 4)
        #expect(window.bytes(1..<3) == nil && window.bytes(3..<5) == nil)
    }

    @Test func `an empty range is there even when nothing else is`() {
        let window = ReplayWindow(capacity: 8)
        #expect(window.bytes(0..<0)?.isEmpty == true)
    }

    @Test(arguments: 1...20)
    func `any order of appending and acknowledging leaves what a plain array leaves`(capacity: Int) {
        var window = ReplayWindow(capacity: capacity)
        var model: [UInt8] = []
        var next: UInt8 = 0
        for _ in 0..<300 {
            if Bool.random() {
                let bytes = (0..<Int.random(in: 0...capacity)).map { next &+ UInt8($0) }
                let taken = append(bytes, to: &window)
                #expect(taken == min(bytes.count, capacity - model.count))
                model += bytes.prefix(taken)
                next &+= UInt8(taken)
            } else {
                let count = Int.random(in: 0...model.count)
                let isAccepted = window.acknowledge(upTo: window.start + Int64(count))
                #expect(isAccepted)
                model.removeFirst(count)
            }
            #expect(window.bytes(window.start..<window.end).map(Array.init) == model)
            #expect(window.isFull == (model.count == capacity))
        }
    }

    private func append(_ bytes: [UInt8], to window: inout ReplayWindow) -> Int {
        bytes.withUnsafeBytes { window.append($0) }
    }
}
