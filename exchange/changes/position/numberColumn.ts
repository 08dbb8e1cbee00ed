type Numbers = Float64Array | Uint32Array | Uint8Array;

/**
 * One number for each row, in as many bytes as its kind takes. Grows in pieces, of which only the first is
 * copied while it is small: most calendars have few rows, and many are read one after the other.
 */
export class NumberColumn {
	private readonly pieces: Numbers[] = [];

	/** @param empty what a row has that was never set */
	constructor(
		private readonly kind: new (length: number) => Numbers,
		private readonly empty: number,
	) {}

	get(row: number): number {
		const place = row >>> pieceBits;
		if (place >= this.pieces.length) return this.empty;
		const piece = this.pieces[place];
		const within = row & (pieceLength - 1);
		return within >= piece.length ? this.empty : piece[within];
	}

	set(row: number, number: number): void {
		const place = row >>> pieceBits;
		const within = row & (pieceLength - 1);
		if (place >= this.pieces.length || within >= this.pieces[place].length) {
			this.makeRoom(place, within);
		}
		this.pieces[place][within] = number;
	}

	private makeRoom(place: number, within: number): void {
		if (place > 0) {
			while (this.pieces.length <= place) this.pieces.push(this.newPiece(pieceLength));
			return;
		}
		let length = shortestPiece;
		while (length <= within) length *= 2;
		const longer = this.newPiece(length);
		if (this.pieces.length > 0) longer.set(this.pieces[0]);
		this.pieces[0] = longer;
	}

	private newPiece(length: number): Numbers {
		return new this.kind(length).fill(this.empty);
	}

	/** Sets all rows back. */
	clear(): void {
		this.pieces.length = 0;
	}
}

const pieceBits = 10;
const pieceLength = 2 ** pieceBits;
const shortestPiece = 16;
