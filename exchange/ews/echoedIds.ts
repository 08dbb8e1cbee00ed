/**
 * Tells by the `client-request-id` that a server returns whether an answer is that of our request.
 * Not every server returns it, and some gateways put an id of their own in its place: a strange id counts
 * only from a server that has returned one of ours, or when there is no other explanation.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxwsxprop
 */
export class EchoedIds {
	/** Ids sent lately, the oldest first. */
	private readonly sent = new Set<string>();
	private isReturned = false;
	private strangers = 0;

	/** @param remembered how many ids are kept to know a late answer by */
	constructor(private readonly remembered = 1_000) {}

	/** Notes that a request with this id is about to go out. */
	send(id: string): void {
		this.sent.add(id);
		if (this.sent.size <= this.remembered) return;
		for (const oldest of this.sent) {
			this.sent.delete(oldest);
			return;
		}
	}

	/**
	 * True when the answer with `returned` can't be that of the request with `id`.
	 * @param returned the header of the answer; what stands between may have repeated it
	 */
	isOfAnother(id: string, returned: string | undefined): boolean {
		const told = (returned ?? '')
			.toLowerCase()
			.split(',')
			.flatMap((one) => one.trim() || []);
		if (told.length === 0) return false;
		if (told.includes(id.toLowerCase())) {
			this.isReturned = true;
			return false;
		}
		if (this.isReturned || told.some((one) => this.sent.has(one))) return true;
		this.strangers++;
		return this.strangers === 1;
	}
}
