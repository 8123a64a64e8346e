import Glibc
import Pipe

/// The blocks of a `PackingPool`: a ring in whose order they are filled, packed and taken back.
///
/// The `queued` blocks from `head` on are on their way, of which threads have begun with the first `begun`. The one behind
/// them is free, unless all are on their way.
final class PackingRing: @unchecked Sendable {
    private struct Slot {
        let input: UnsafeMutableRawBufferPointer
        let output: UnsafeMutableRawBufferPointer
        var count = 0
        var packing = Packing.stored
        var crc = CRC32()
        /// Bytes of the output; nil until it is packed.
        var size: Int?
    }

    private let gate = Gate()
    private let memory: UnsafeMutableRawBufferPointer
    private var slots: [Slot]
    private var head = 0
    private var queued = 0
    private var begun = 0
    private var workers: Int
    /// Whether a block is being packed at a level that takes much memory: never two at a time.
    private var isDemanding = false
    private var isClosed = false

    /// - Parameter threads: how many will call `work()`, once each.
    init(threads: Int, blockCount: Int, blockSize: Int) {
        workers = threads
        let sizes = [blockSize, BlockPacker.bound(of: blockSize)].map { ($0 + 63) / 64 * 64 }
        let stride = sizes[0] + sizes[1]
        let memory = Self.map(blockCount * stride)
        slots = (0..<blockCount).map { index in
            let block = UnsafeMutableRawBufferPointer(rebasing: memory[index * stride..<(index + 1) * stride])
            return Slot(
                input: UnsafeMutableRawBufferPointer(rebasing: block[..<blockSize]),
                output: UnsafeMutableRawBufferPointer(rebasing: block[sizes[0]...]))
        }
        self.memory = memory
    }

    deinit {
        munmap(memory.baseAddress, memory.count)
    }

    private static func map(_ count: Int) -> UnsafeMutableRawBufferPointer {
        let address = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        precondition(address != MAP_FAILED, "no memory for blocks")
        return UnsafeMutableRawBufferPointer(start: address, count: count)
    }
}

// For the one thread that fills blocks.
extension PackingRing {
    var free: UnsafeMutableRawBufferPointer? {
        gate.lock()
        defer { gate.unlock() }
        return queued < slots.count ? slots[place(queued)].input : nil
    }

    func submit(count: Int, as packing: Packing) {
        gate.lock()
        defer { gate.unlock() }
        let place = place(queued)
        slots[place].count = count
        slots[place].packing = packing
        slots[place].size = nil
        queued += 1
        gate.signalAll()
    }

    /// Waits until the oldest block is packed. It stays where it is until `release()`.
    func oldest() -> PackedBlock? {
        gate.lock()
        defer { gate.unlock() }
        guard queued > 0 else { return nil }
        while true {
            let slot = slots[head]
            if let size = slot.size {
                let bytes = UnsafeRawBufferPointer(rebasing: slot.output[..<size])
                return PackedBlock(bytes: bytes, count: slot.count, crc: slot.crc)
            }
            gate.wait()
        }
    }

    func release() {
        gate.lock()
        defer { gate.unlock() }
        // A pool that was emptied meanwhile has nothing on its way.
        guard queued > 0 else { return }
        head = place(1)
        queued -= 1
        begun -= 1
    }

    func discard() {
        gate.lock()
        defer { gate.unlock() }
        queued = begun
        while (0..<queued).contains(where: { slots[place($0)].size == nil }) { gate.wait() }
        (queued, begun) = (0, 0)
    }

    /// Waits until all threads have ended.
    func close() {
        gate.lock()
        defer { gate.unlock() }
        isClosed = true
        gate.signalAll()
        while workers > 0 { gate.wait() }
    }

    private func place(_ offset: Int) -> Int { (head + offset) % slots.count }
}

// For the threads that pack.
extension PackingRing {
    /// Packs until the pool is closed.
    func work() {
        packAll()
        gate.lock()
        defer { gate.unlock() }
        workers -= 1
        gate.signalAll()
    }

    private func packAll() {
        let packer = BlockPacker()
        while let (place, slot) = next() {
            let bytes = UnsafeRawBufferPointer(rebasing: slot.input[..<slot.count])
            let size = packer.pack(bytes, slot.packing, into: slot.output)
            var crc = CRC32()
            crc.update(bytes)
            settle(place, size: size, crc: crc)
        }
    }

    /// The next block that nobody has begun with, waiting for it; nil when the pool is closed.
    private func next() -> (place: Int, slot: Slot)? {
        gate.lock()
        defer { gate.unlock() }
        while !isClosed {
            if begun < queued, !(isDemanding && slots[place(begun)].packing.isDemanding) { return begin() }
            gate.wait()
        }
        return nil
    }

    private func begin() -> (place: Int, slot: Slot) {
        let slot = slots[place(begun)]
        isDemanding = isDemanding || slot.packing.isDemanding
        defer { begun += 1 }
        return (place(begun), slot)
    }

    private func settle(_ place: Int, size: Int, crc: CRC32) {
        gate.lock()
        defer { gate.unlock() }
        slots[place].size = size
        slots[place].crc = crc
        if slots[place].packing.isDemanding { isDemanding = false }
        gate.signalAll()
    }
}
