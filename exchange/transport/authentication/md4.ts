const round1 = [3, 7, 11, 19];
const round2 = [3, 5, 9, 13];
const round3 = [3, 9, 11, 15];
const order3 = [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15];

/**
 * MD4, which OpenSSL 3 no longer offers and the NT password hash is made with. For nothing else.
 * @see https://www.rfc-editor.org/rfc/rfc1320
 */
export function md4(message: Buffer): Buffer {
	const padded = Buffer.alloc(((message.length + 8) >> 6) * 64 + 64);
	message.copy(padded);
	padded[message.length] = 0x80;
	padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8);

	const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
	const words = new Int32Array(16);
	for (let block = 0; block < padded.length; block += 64) {
		for (let index = 0; index < 16; index++) words[index] = padded.readInt32LE(block + index * 4);
		let [a, b, c, d] = state;
		const step = (mixed: number, word: number, shift: number) => {
			const sum = (a + mixed + words[word]) | 0;
			[a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c];
		};
		for (let index = 0; index < 16; index++) {
			step((b & c) | (~b & d), index, round1[index % 4]);
		}
		for (let index = 0; index < 16; index++) {
			const word = (index % 4) * 4 + (index >> 2);
			step((((b & c) | (b & d) | (c & d)) + 0x5a827999) | 0, word, round2[index % 4]);
		}
		for (let index = 0; index < 16; index++) {
			step(((b ^ c ^ d) + 0x6ed9eba1) | 0, order3[index], round3[index % 4]);
		}
		state[0] = (state[0] + a) | 0;
		state[1] = (state[1] + b) | 0;
		state[2] = (state[2] + c) | 0;
		state[3] = (state[3] + d) | 0;
	}
	const digest = Buffer.alloc(16);
	state.forEach((word, index) => digest.writeInt32LE(word, index * 4));
	return digest;
}
