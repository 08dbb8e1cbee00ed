import type { Account, CompanyDirectory } from '../contracts';

export type SignInResult =
	| 'ok'
	| 'wrongPassword'
	| 'wrongIntegrityCode'
	| 'noChannelBinding'
	| 'wrongChannelBinding';

/** What Active Directory notes about sign-ins: who may enter, and how often somebody tried in vain. */
export class SignInRecord {
	private readonly failures = new Map<string, number>();
	private readonly successes = new Map<string, number>();
	private readonly expired = new Set<string>();
	/** Result of each attempt, oldest first; an unknown user makes none. */
	readonly attempts: Array<{ user: string; result: SignInResult }> = [];

	constructor(
		private readonly company: CompanyDirectory,
		/** badPwdCount at which an account is locked; 0: never. */
		private readonly lockoutThreshold: number,
	) {}

	find(name: string): Account | undefined {
		return this.company.account(name);
	}

	/** False for a disabled or locked account and an expired password: all three are a bare 401. */
	mayEnter(account: Account): boolean {
		return !account.disabled && !account.lockedOut && !this.expired.has(account.accountName);
	}

	record(account: Account, result: SignInResult): void {
		const { accountName } = account;
		this.attempts.push({ user: accountName, result });
		if (result === 'ok') {
			this.successes.set(accountName, this.successCount(accountName) + 1);
			return;
		}
		if (result !== 'wrongPassword') return;
		const failures = this.failedAttempts(accountName) + 1;
		this.failures.set(accountName, failures);
		if (this.lockoutThreshold > 0 && failures >= this.lockoutThreshold) account.lockedOut = true;
	}

	/** Wrong passwords so far. */
	failedAttempts(accountName: string): number {
		return this.failures.get(accountName) ?? 0;
	}

	/** Sign-ins that were checked and found right; an NTLM connection makes one. */
	successCount(accountName: string): number {
		return this.successes.get(accountName) ?? 0;
	}

	/** As when the password has to be changed. */
	expirePassword(accountName: string): void {
		this.expired.add(accountName);
	}
}
