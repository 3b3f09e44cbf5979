package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/**
 * The machine code, put together a second time from the fields that the architecture manuals give.
 *
 * <p>The x86-64 code also runs in every other test on such a machine. The aarch64 code has no such
 * witness where the build runs on x86-64.
 */
class StubTest {
    private static final int RAX = 0;
    private static final int RCX = 1;
    private static final int RDX = 2;
    private static final int RSI = 6;
    private static final int RDI = 7;
    private static final int R8 = 8;
    private static final int R9 = 9;
    private static final int R10 = 10;

    @Test
    void aarch64CodeIsWhatTheArmManualEncodes() {
        var code = new ByteArrayOutputStream();
        little(code, armMove(8, 0)); // the number goes to X8
        for (int argument = 0; argument < 6; argument++) {
            little(code, armMove(argument, argument + 1));
        }
        little(code, armSupervisorCall(0));
        little(code, armReturn(30)); // X30 is the link register
        assertThat(Stub.code(Arch.AARCH64)).containsExactly(code.toByteArray());
    }

    /** MOV (register) is ORR (shifted register) with the zero register: C6.2 "ORR". */
    private static int armMove(int to, int from) {
        int sf = 1; // 64 bits
        int opc = 0b01; // ORR
        int fixed = 0b01010;
        int shift = 0b00; // LSL
        int n = 0; // not inverted
        int imm6 = 0; // by 0
        int zero = 0b11111; // XZR
        return sf << 31
                | opc << 29
                | fixed << 24
                | shift << 22
                | n << 21
                | from << 16
                | imm6 << 10
                | zero << 5
                | to;
    }

    /** SVC: C6.2, exception generation. */
    private static int armSupervisorCall(int imm16) {
        int fixed = 0b11010100;
        int opc = 0b000;
        int op2 = 0b000;
        int ll = 0b01; // to EL1
        return fixed << 24 | opc << 21 | imm16 << 5 | op2 << 2 | ll;
    }

    /** RET: C6.2, unconditional branch to a register. */
    private static int armReturn(int register) {
        int fixed = 0b1101011;
        int opc = 0b0010; // RET
        int op2 = 0b11111;
        return fixed << 25 | opc << 21 | op2 << 16 | register << 5;
    }

    private static void little(ByteArrayOutputStream code, int instruction) {
        for (int bits = 0; bits < 32; bits += 8) {
            code.write(instruction >>> bits);
        }
    }

    @Test
    void x86CodeIsWhatTheIntelManualEncodes() {
        var code = new ByteArrayOutputStream();
        intelMove(code, RAX, RDI);
        intelMove(code, RDI, RSI);
        intelMove(code, RSI, RDX);
        intelMove(code, RDX, RCX);
        intelMove(code, R10, R8);
        intelMove(code, R8, R9);
        // MOV r64, r/m64 with a SIB byte, for the base is RSP, and a displacement of 8 bits.
        code.write(0b0100_1100); // REX: W, R because R9 is above 7
        code.write(0x8b);
        code.write(0b01 << 6 | (R9 & 7) << 3 | 0b100); // mod: disp8; rm: SIB
        code.write(0b00 << 6 | 0b100 << 3 | 0b100); // no index, base RSP
        code.write(8);
        code.write(0x0f); // SYSCALL
        code.write(0x05);
        code.write(0xc3); // RET near
        assertThat(Stub.code(Arch.X86_64)).containsExactly(code.toByteArray());
    }

    /** MOV r/m64, r64: REX.W 89 /r. */
    private static void intelMove(ByteArrayOutputStream code, int to, int from) {
        int w = 1;
        int r = from >> 3;
        int b = to >> 3;
        code.write(0b0100 << 4 | w << 3 | r << 2 | b);
        code.write(0x89);
        code.write(0b11 << 6 | (from & 7) << 3 | (to & 7));
    }

    @Test
    void thereIsNoCodeForRiscV() {
        assertThat(Stub.code(Arch.RISCV64)).isNull();
    }
}
