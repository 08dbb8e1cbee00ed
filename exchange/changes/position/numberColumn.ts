type Numbers = Float64Array | Uint32Array | Uint8Array;

/** One number for each row, in as many bytes as its kind takes. Grows in pieces: nothing is copied. */
export class NumberColumn {
	private readonly pieces: Numbers[] = [];

	/** @param empty what a row has that was never set */
	constructor(
		private readonly kind: new (length: number) => Numbers,
		private readonly empty: number,
	) {}

	get(row: number): number {
		const piece = this.pieces[row >>> pieceBits];
		return piece === undefined ? this.empty : piece[row & (pieceLength - 1)];
	}

	set(row: number, number: number): void {
		const place = row >>> pieceBits;
		while (this.pieces.length <= place) {
			this.pieces.push(new this.kind(pieceLength).fill(this.empty));
		}
		this.pieces[place][row & (pieceLength - 1)] = number;
	}

	/** Sets all rows back. */
	clear(): void {
		this.pieces.length = 0;
	}
}

const pieceBits = 10;
const pieceLength = 2 ** pieceBits;
