/**
 * Rows by digests, which are spread evenly already: open addressing in typed arrays, a quarter of the
 * memory that a Map of such numbers takes.
 * @see https://en.wikipedia.org/wiki/Linear_probing
 */
export class RowIndex {
	private keys = new Float64Array(64);
	/** Row + 1; 0: never used, -1: its entry was deleted. */
	private rows = new Int32Array(64);
	private used = 0;

	get(key: number): number | undefined {
		const slot = this.slotOf(key);
		return slot === undefined ? undefined : this.rows[slot] - 1;
	}

	set(key: number, row: number): void {
		const slot = this.slotOf(key);
		if (slot !== undefined) this.rows[slot] = row + 1;
		else this.add(key, row + 1);
	}

	delete(key: number): void {
		const slot = this.slotOf(key);
		if (slot !== undefined) this.rows[slot] = -1;
	}

	private slotOf(key: number): number | undefined {
		const mask = this.rows.length - 1;
		for (let slot = key & mask; this.rows[slot] !== 0; slot = (slot + 1) & mask) {
			if (this.keys[slot] === key && this.rows[slot] > 0) return slot;
		}
		return undefined;
	}

	private add(key: number, entry: number): void {
		if (this.used * 3 >= this.rows.length * 2) this.makeRoom();
		const mask = this.rows.length - 1;
		let slot = key & mask;
		while (this.rows[slot] !== 0) slot = (slot + 1) & mask;
		this.keys[slot] = key;
		this.rows[slot] = entry;
		this.used++;
	}

	/** Deleted entries are left behind. */
	private makeRoom(): void {
		const { keys, rows } = this;
		this.keys = new Float64Array(rows.length * 2);
		this.rows = new Int32Array(rows.length * 2);
		this.used = 0;
		for (let slot = 0; slot < rows.length; slot++) {
			if (rows[slot] > 0) this.add(keys[slot], rows[slot]);
		}
	}
}
