/** Gives a token; with `refresh` a new one, because the server refused the last. */
export type TokenSource = (options: { refresh: boolean }) => Promise<string>;

/** The OAuth token of a connection. Requests that need a new one at the same time share one refresh. */
export class BearerToken {
	private current?: Promise<string>;

	constructor(private readonly source: TokenSource) {}

	async authorization(): Promise<string> {
		this.current ??= this.fetch(false);
		return `Bearer ${await this.current}`;
	}

	/** Replaces the token that `refused` carried, unless another request already did. */
	async refreshedAuthorization(refused: string): Promise<string> {
		const latest = await this.authorization();
		if (latest !== refused) return latest;
		this.current = this.fetch(true);
		return await this.authorization();
	}

	private fetch(refresh: boolean): Promise<string> {
		const token = this.source({ refresh });
		token.catch(() => {
			if (this.current === token) this.current = undefined;
		});
		return token;
	}
}
