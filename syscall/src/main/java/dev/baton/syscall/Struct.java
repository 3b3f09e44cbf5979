package dev.baton.syscall;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Structures of C: members in their order, each at the next multiple of its alignment, and the
 * whole a multiple of the greatest. All architectures known here lay them out so. The names are
 * those of C, by which a test compares sizes and offsets with what a C compiler makes of the
 * kernel's headers.
 */
final class Struct {
    private Struct() {}

    /**
     * Lays a structure out.
     *
     * @param type what C calls it, for example {@code struct iovec}
     * @param members with the names of C
     * @return the layout, with the padding that C leaves
     */
    static StructLayout of(String type, MemoryLayout... members) {
        List<MemoryLayout> padded = new ArrayList<>();
        long at = 0;
        long alignment = 1;
        for (MemoryLayout member : members) {
            at = pad(padded, at, member.byteAlignment());
            padded.add(member);
            at += member.byteSize();
            alignment = Math.max(alignment, member.byteAlignment());
        }
        pad(padded, at, alignment);
        return MemoryLayout.structLayout(padded.toArray(MemoryLayout[]::new)).withName(type);
    }

    private static long pad(List<MemoryLayout> members, long at, long alignment) {
        long padding = -at & (alignment - 1);
        if (padding != 0) {
            members.add(MemoryLayout.paddingLayout(padding));
        }
        return at + padding;
    }

    /**
     * Where a member lies.
     *
     * @param struct the structure
     * @param member its name
     * @return bytes from the start
     */
    static long offset(StructLayout struct, String member) {
        return struct.byteOffset(PathElement.groupElement(member));
    }
}
