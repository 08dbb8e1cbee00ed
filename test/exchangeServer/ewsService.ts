import type { IncomingHttpHeaders } from 'node:http';
import type { Company } from './company';
import { Call } from './context';
import type {
	Account,
	FiringFault,
	Operation,
	SchemaValidation,
	SchemaVersion,
	ServerSettings,
	StreamedResponse,
} from './contracts';
import { operations } from './operations';
import { withinLimit } from './operations/batchLimit';
import { EwsFault, ResponseError } from './responseErrors';
import {
	readEnvelope,
	renderEnvelope,
	renderFault,
	renderStreamedEnvelope,
	schemaViolation,
	type Envelope,
} from './soap';
import { namedMailbox } from './target';
import { isAtLeast, productVersions, type ProductVersion } from './versions';

export interface EwsAnswer {
	status: number;
	/** One envelope, or several over time. */
	body: string | AsyncIterable<string>;
}

/** A request that was read and let through; `run` carries it out. */
export interface PreparedCall {
	operation: string;
	mailbox?: string;
	impersonated: boolean;
	schemaVersion: SchemaVersion;
	run(fault?: Pick<FiringFault, 'itemFault' | 'batchStop'>): Promise<EwsAnswer>;
}

/** EWS without HTTP: text in, text out. */
export class EwsService {
	readonly product: ProductVersion;
	readonly schemaViolations: string[] = [];
	private readonly operations: Map<string, Operation>;

	constructor(
		private readonly company: Company,
		private readonly settings: ServerSettings,
		private schemas: SchemaValidation | undefined,
	) {
		this.product = productVersions[settings.product];
		this.operations = new Map(operations().map((operation) => [operation.name, operation]));
	}

	/** Reads a request. Never throws: what is wrong with it is answered when it runs. */
	prepare(
		text: string,
		account: Account,
		headers: IncomingHttpHeaders,
		signal: AbortSignal,
	): PreparedCall {
		let envelope: Envelope;
		try {
			envelope = readEnvelope(text, this.product);
		} catch (error) {
			return {
				operation: '',
				impersonated: false,
				schemaVersion: 'Exchange2007',
				run: async () => this.answerFault(error),
			};
		}
		const { header, request, schemaVersion } = envelope;
		const impersonatedAddress = header && namedImpersonation(envelope, this.company);
		return {
			operation: request.name.replace(/Request$/, ''),
			mailbox:
				namedMailbox(request, this.company) ??
				impersonatedAddress ??
				account.mailbox?.toLowerCase(),
			impersonated: impersonatedAddress !== undefined,
			schemaVersion,
			run: async (fault) => {
				try {
					this.validate(text);
					const call = new Call(this.settings, this.company, account, headers, signal, envelope);
					call.itemFault = fault?.itemFault?.bind(fault);
					call.batchStop = fault?.batchStop;
					return await this.carryOut(envelope, call);
				} catch (error) {
					return this.answerFault(error);
				}
			},
		};
	}

	private validate(text: string): void {
		const [violation] = this.schemas?.validate(text) ?? [];
		if (violation) throw schemaViolation(violation.message, violation.line, violation.column);
	}

	private async carryOut({ request }: Envelope, call: Call): Promise<EwsAnswer> {
		const operation = this.operations.get(request.name);
		if (!operation) {
			throw new EwsFault(
				'ErrorInvalidRequest',
				`The operation ${request.name} is not part of this server.`,
			);
		}
		if (!isAtLeast(call.schemaVersion, operation.since)) {
			throw new EwsFault(
				'ErrorIncorrectSchemaVersion',
				'The request cannot be processed: the operation is not valid for the schema version of the request.',
			);
		}
		const result = await withinLimit(request, call, (part) => operation.handle(part, call));
		if ('envelopes' in result) return { status: 200, body: this.renderEach(result) };
		const envelope = renderEnvelope(result, this.product);
		return { status: 200, body: this.check(envelope, request.name) };
	}

	private async *renderEach(streamed: StreamedResponse): AsyncGenerator<string> {
		for await (const body of streamed.envelopes) {
			yield this.check(renderStreamedEnvelope(body, this.product), 'streamed');
		}
	}

	/** Answers with what went wrong: a fault, HTTP 500. Anything unforeseen becomes ErrorInternalServerError. */
	answerFault(error: unknown): EwsAnswer {
		if (error instanceof EwsFault) {
			const body = this.check(renderFault(error), error.code);
			return { status: error.options.status ?? 500, body };
		}
		if (error instanceof ResponseError) {
			return this.answerFault(new EwsFault(error.code, error.message, { details: error.details }));
		}
		const unforeseen = error instanceof Error ? (error.stack ?? error.message) : String(error);
		this.schemaViolations.push(`the server failed: ${unforeseen}`);
		return this.answerFault(
			new EwsFault(
				'ErrorInternalServerError',
				'An internal server error occurred. The operation failed.',
			),
		);
	}

	/** Stops validating: what is still on its way out is of no interest any more. */
	close(): void {
		this.schemas = undefined;
	}

	private check(envelope: string, what: string): string {
		for (const { message, line } of this.schemas?.validate(envelope) ?? []) {
			this.schemaViolations.push(`${what}: ${message} (line ${line ?? '?'})`);
		}
		return envelope;
	}
}

function namedImpersonation({ header }: Envelope, company: Company): string | undefined {
	const sid = header?.children
		.find((node) => node.name === 'ExchangeImpersonation')
		?.children.find((node) => node.name === 'ConnectingSID')?.children[0];
	if (!sid) return undefined;
	const value = sid.text.trim();
	const account = company.accounts.find(
		(one) => one.sid === value || one.userPrincipalName.toLowerCase() === value.toLowerCase(),
	);
	return (company.mailboxOf(value)?.smtpAddress ?? account?.mailbox ?? value).toLowerCase();
}
