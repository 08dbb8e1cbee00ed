import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call of a tool that the script asks for, or its last words. */
export type Move = { tool: string; args: Record<string, unknown> } | { say: string };

/** The tool as the model sees it. */
export interface OfferedTool {
	name: string;
	description: string;
	parameters: { properties?: Record<string, unknown>; required?: string[] };
}

/** Decides by what the tools have answered so far, oldest first. */
export type Script = (answers: unknown[]) => Move;

interface ModelRequest {
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ function: OfferedTool }>;
}

/** A language model that follows a script, behind the chat interface that n8n's OpenAI node speaks. */
export class ScriptedModel {
	/** Tools that were offered with the last request. */
	tools: OfferedTool[] = [];
	/** Calls that were made, oldest first. */
	calls: Array<{ tool: string; args: Record<string, unknown> }> = [];
	/** Answers that the tools gave. */
	answers: unknown[] = [];

	private script: Script = () => ({ say: 'Nothing to do' });

	private constructor(private readonly server: Server) {}

	static async start(): Promise<ScriptedModel> {
		const server = createServer();
		const model = new ScriptedModel(server);
		server.on('request', (request, response) => {
			void bodyOf(request).then((body) => {
				response.setHeader('content-type', 'application/json');
				response.end(JSON.stringify(model.answer(body as ModelRequest)));
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return model;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
	}

	follow(script: Script): void {
		this.script = script;
		this.calls = [];
		this.answers = [];
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private answer({ messages, tools = [] }: ModelRequest): object {
		this.tools = tools.map((tool) => tool.function);
		this.answers = messages
			.filter(({ role }) => role === 'tool')
			.map(({ content }) => parsed(content));
		const move = this.script(this.answers);
		if ('tool' in move) this.calls.push(move);
		return {
			id: 'chat-1',
			object: 'chat.completion',
			created: 0,
			model: 'scripted',
			choices: [
				{
					index: 0,
					finish_reason: 'tool' in move ? 'tool_calls' : 'stop',
					message:
						'tool' in move
							? { role: 'assistant', content: null, tool_calls: [callOf(move, this.calls.length)] }
							: { role: 'assistant', content: move.say },
				},
			],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	}
}

function callOf({ tool, args }: { tool: string; args: object }, number: number): object {
	return {
		id: `call-${number}`,
		type: 'function',
		function: { name: tool, arguments: JSON.stringify(args) },
	};
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
	let text = '';
	for await (const chunk of request) text += String(chunk);
	return text === '' ? {} : JSON.parse(text);
}

function parsed(content: unknown): unknown {
	if (typeof content !== 'string') return content;
	try {
		return JSON.parse(content);
	} catch {
		return content;
	}
}
