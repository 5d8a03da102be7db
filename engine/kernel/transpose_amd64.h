// TRANSPOSE turns the 16×16 words of 32 bits in Z0 to Z15; it uses Z16 to Z19.

// FOUR makes of four rows their columns 4L+q, in quarter L of vector q: first by twos, then by fours.
#define FOUR(r0, r1, r2, r3) \
	VPUNPCKLDQ r1, r0, Z16; \
	VPUNPCKHDQ r1, r0, Z17; \
	VPUNPCKLDQ r3, r2, Z18; \
	VPUNPCKHDQ r3, r2, Z19; \
	VPUNPCKLQDQ Z18, Z16, r0; \
	VPUNPCKHQDQ Z18, Z16, r1; \
	VPUNPCKLQDQ Z19, Z17, r2; \
	VPUNPCKHQDQ Z19, Z17, r3

// QUARTERS gathers the quarters of the vectors q of all fours to columns q, 4+q, 8+q and 12+q.
#define QUARTERS(v0, v1, v2, v3) \
	VSHUFI32X4 $0x44, v1, v0, Z16; \
	VSHUFI32X4 $0xEE, v1, v0, Z17; \
	VSHUFI32X4 $0x44, v3, v2, Z18; \
	VSHUFI32X4 $0xEE, v3, v2, Z19; \
	VSHUFI32X4 $0x88, Z18, Z16, v0; \
	VSHUFI32X4 $0xDD, Z18, Z16, v1; \
	VSHUFI32X4 $0x88, Z19, Z17, v2; \
	VSHUFI32X4 $0xDD, Z19, Z17, v3

#define TRANSPOSE \
	FOUR(Z0, Z1, Z2, Z3); \
	FOUR(Z4, Z5, Z6, Z7); \
	FOUR(Z8, Z9, Z10, Z11); \
	FOUR(Z12, Z13, Z14, Z15); \
	QUARTERS(Z0, Z4, Z8, Z12); \
	QUARTERS(Z1, Z5, Z9, Z13); \
	QUARTERS(Z2, Z6, Z10, Z14); \
	QUARTERS(Z3, Z7, Z11, Z15)
