//go:build goexperiment.simd

// The matrix unit of recent processors, AMX, and the conversions that feed it.
// Go's assembler does not know these instructions, so macros write their bytes
// (Intel SDM volume 2; operands in Intel's order, the target first).
//
// Eight tiles of 16 rows × 64 bytes hold here: 0 to 3 a block of 32×32 float32
// of c, 4 and 5 two tiles of a, 6 and 7 two of b. A tile is live only within one
// call: assembly is not preempted, and TILERELEASE ends it, so that the system
// has no tiles to save at a switch of goroutines.

#include "textflag.h"
#include "transpose_amd64.h"

// Register numbers as instructions spell them.
#define nAX 0
#define nCX 1
#define nDX 2
#define nBX 3
#define nSI 6
#define nDI 7

// LDTILECFG [AX]: VEX.128.0F38.W0 49 /0
#define LDTILECFG BYTE $0xC4; BYTE $0xE2; BYTE $0x78; BYTE $0x49; BYTE $0x00

// TILERELEASE: VEX.128.0F38.W0 49 C0
#define TILERELEASE BYTE $0xC4; BYTE $0xE2; BYTE $0x78; BYTE $0x49; BYTE $0xC0

// TILEZERO t: VEX.128.F2.0F38.W0 49 11:t:000
#define TILEZERO(t) BYTE $0xC4; BYTE $0xE2; BYTE $0x7B; BYTE $0x49; BYTE $(0xC0|t<<3)

// TILELOADD t, [base+step+offset]: VEX.128.F2.0F38.W0 4B /r; rows are step bytes apart.
#define TILELOADD(t, base, step, offset) \
	BYTE $0xC4; BYTE $0xE2; BYTE $0x7B; BYTE $0x4B; BYTE $(0x84|t<<3); BYTE $(step<<3|base); LONG $offset

// TILESTORED [base+step+offset], t: VEX.128.F3.0F38.W0 4B /r
#define TILESTORED(t, base, step, offset) \
	BYTE $0xC4; BYTE $0xE2; BYTE $0x7A; BYTE $0x4B; BYTE $(0x84|t<<3); BYTE $(step<<3|base); LONG $offset

// TDPBF16PS c, a, b: VEX.128.F3.0F38.W0 5C 11:c:a with b in vvvv; c[i,j] += Σ_l a[i,2l]*b[l,2j] + a[i,2l+1]*b[l,2j+1]
#define TDPBF16PS(c, a, b) BYTE $0xC4; BYTE $0xE2; BYTE $((15-b)<<3|2); BYTE $0x5C; BYTE $(0xC0|c<<3|a)

// VCVTNE2PS2BF16 z, z, [SI]: EVEX.512.F2.0F38.W0 72 /r, z from 0 to 15; z's floats go to its high half, memory's to the
// low one, both rounded to the nearest bfloat16, ties to even.
#define VCVTNE2PS2BF16(z) \
	BYTE $0x62; BYTE $(0xF2^(z&8)<<4); BYTE $((15-z)<<3|7); BYTE $0x48; BYTE $0x72; BYTE $((z&7)<<3|nSI)

// Palette 1; eight tiles of 16 rows of 64 bytes.
DATA shape<>+0(SB)/8, $1
DATA shape<>+8(SB)/8, $0
DATA shape<>+16(SB)/8, $0x0040004000400040
DATA shape<>+24(SB)/8, $0x0040004000400040
DATA shape<>+32(SB)/8, $0
DATA shape<>+40(SB)/8, $0
DATA shape<>+48(SB)/8, $0x1010101010101010
DATA shape<>+56(SB)/8, $0
GLOBL shape<>(SB), RODATA|NOPTR, $64

// ROW rounds the 32 floats at SI to z and steps on; PAIR does so with two rows of 16, whose entries then alternate.
#define ROW(z, n) \
	VMOVUPS 64(SI), z; \
	VCVTNE2PS2BF16(n); \
	ADDQ DX, SI

#define PAIR(z, n) \
	VMOVUPS (SI)(DX*1), z; \
	VCVTNE2PS2BF16(n); \
	VPERMW z, Z31, z; \
	LEAQ (SI)(DX*2), SI

#define ALL(READ) \
	READ(Z0, 0); READ(Z1, 1); READ(Z2, 2); READ(Z3, 3); \
	READ(Z4, 4); READ(Z5, 5); READ(Z6, 6); READ(Z7, 7); \
	READ(Z8, 8); READ(Z9, 9); READ(Z10, 10); READ(Z11, 11); \
	READ(Z12, 12); READ(Z13, 13); READ(Z14, 14); READ(Z15, 15)

// STORE writes Z0 to Z15 as the rows of a tile.
#define STORE \
	VMOVDQU64 Z0, 0(DI); VMOVDQU64 Z1, 64(DI); VMOVDQU64 Z2, 128(DI); VMOVDQU64 Z3, 192(DI); \
	VMOVDQU64 Z4, 256(DI); VMOVDQU64 Z5, 320(DI); VMOVDQU64 Z6, 384(DI); VMOVDQU64 Z7, 448(DI); \
	VMOVDQU64 Z8, 512(DI); VMOVDQU64 Z9, 576(DI); VMOVDQU64 Z10, 640(DI); VMOVDQU64 Z11, 704(DI); \
	VMOVDQU64 Z12, 768(DI); VMOVDQU64 Z13, 832(DI); VMOVDQU64 Z14, 896(DI); VMOVDQU64 Z15, 960(DI)

// STORET writes the 16×16 pairs in Z0 to Z15 transposed.
#define STORET \
	TRANSPOSE; \
	STORE

// START loads the arguments: DI = to, R8 = from, DX = step, CX = tiles, R9 = advance.
#define START \
	MOVQ to+0(FP), DI; \
	MOVQ from+8(FP), R8; \
	MOVQ step+16(FP), DX; \
	MOVQ tiles+24(FP), CX; \
	MOVQ advance+32(FP), R9

#define NEXT \
	ADDQ $2048, DI; \
	ADDQ R9, R8; \
	DECQ CX

// Words 0, 16, 1, 17, … of a vector: its halves alternating.
DATA alternate<>+0(SB)/8, $0x0011000100100000
DATA alternate<>+8(SB)/8, $0x0013000300120002
DATA alternate<>+16(SB)/8, $0x0015000500140004
DATA alternate<>+24(SB)/8, $0x0017000700160006
DATA alternate<>+32(SB)/8, $0x0019000900180008
DATA alternate<>+40(SB)/8, $0x001b000b001a000a
DATA alternate<>+48(SB)/8, $0x001d000d001c000c
DATA alternate<>+56(SB)/8, $0x001f000f001e000e
GLOBL alternate<>(SB), RODATA|NOPTR, $64

// func multiplyPanels(t *panelProduct)
// SI walks a, DX b; DI and BX are the upper and lower 16 rows of c, CX its row step; AX = 64.
TEXT ·multiplyPanels(SB), NOSPLIT, $0-8
	LEAQ shape<>(SB), AX
	LDTILECFG
	MOVQ t+0(FP), R11
	MOVQ 0(R11), R10
	MOVQ 8(R11), DX
	MOVQ 16(R11), DI
	MOVQ 24(R11), CX
	MOVQ 32(R11), R8
	MOVQ 40(R11), R9
	MOVQ 48(R11), R11
	MOVQ $64, AX
	MOVQ CX, BX
	SHLQ $4, BX
	ADDQ DI, BX

panel:
	MOVQ  R10, SI
	MOVQ  R8, R12
	TESTQ R11, R11
	JNZ   resume
	TILEZERO(0)
	TILEZERO(1)
	TILEZERO(2)
	TILEZERO(3)
	JMP   step

resume:
	TILELOADD(0, nDI, nCX, 0)
	TILELOADD(1, nDI, nCX, 64)
	TILELOADD(2, nBX, nCX, 0)
	TILELOADD(3, nBX, nCX, 64)

step:
	TILELOADD(4, nSI, nAX, 0)
	TILELOADD(6, nDX, nAX, 0)
	TILELOADD(5, nSI, nAX, 1024)
	TILELOADD(7, nDX, nAX, 1024)
	TDPBF16PS(0, 4, 6)
	TDPBF16PS(2, 5, 6)
	TDPBF16PS(1, 4, 7)
	TDPBF16PS(3, 5, 7)
	ADDQ $2048, SI
	ADDQ $2048, DX
	DECQ R12
	JNZ  step
	TILESTORED(0, nDI, nCX, 0)
	TILESTORED(1, nDI, nCX, 64)
	TILESTORED(2, nBX, nCX, 0)
	TILESTORED(3, nBX, nCX, 64)
	ADDQ $128, DI
	ADDQ $128, BX
	DECQ R9
	JNZ  panel
	TILERELEASE
	RET

// func packRows(to, from unsafe.Pointer, step uintptr, tiles int, advance uintptr)
TEXT ·packRows(SB), NOSPLIT, $0-40
	START

loop:
	MOVQ R8, SI
	ALL(ROW)
	STORE
	NEXT
	JNZ  loop
	VZEROUPPER
	RET

// func packRowsT(to, from unsafe.Pointer, step uintptr, tiles int, advance uintptr)
TEXT ·packRowsT(SB), NOSPLIT, $0-40
	START

loop:
	MOVQ R8, SI
	ALL(ROW)
	STORET
	NEXT
	JNZ  loop
	VZEROUPPER
	RET

// func packPairs(to, from unsafe.Pointer, step uintptr, tiles int, advance uintptr)
TEXT ·packPairs(SB), NOSPLIT, $0-40
	START
	VMOVDQU64 alternate<>(SB), Z31

loop:
	MOVQ R8, SI
	ALL(PAIR)
	STORE
	NEXT
	JNZ  loop
	VZEROUPPER
	RET

// func packPairsT(to, from unsafe.Pointer, step uintptr, tiles int, advance uintptr)
TEXT ·packPairsT(SB), NOSPLIT, $0-40
	START
	VMOVDQU64 alternate<>(SB), Z31

loop:
	MOVQ R8, SI
	ALL(PAIR)
	STORET
	NEXT
	JNZ  loop
	VZEROUPPER
	RET

// func cpuid(leaf, subleaf uint32) (a, b, c, d uint32)
TEXT ·cpuid(SB), NOSPLIT, $0-24
	MOVL leaf+0(FP), AX
	MOVL subleaf+4(FP), CX
	CPUID
	MOVL AX, a+8(FP)
	MOVL BX, b+12(FP)
	MOVL CX, c+16(FP)
	MOVL DX, d+20(FP)
	RET

// func enabledState() uint32
// The low half of XCR0: which register state the system saves.
TEXT ·enabledState(SB), NOSPLIT, $0-4
	XORL CX, CX
	XGETBV
	MOVL AX, ret+0(FP)
	RET
