# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases about async: coroutines, tasks in turns, cancellation, gather, groups, timeouts that do not strike, asynchronous
generators, for and with. Nothing waits for time: sleep(0) gives the turn, and the order of turns is one."""

from writer import Family

ERRORS = ["ValueError", "KeyError", "RuntimeError", "ZeroDivisionError"]


class Asynchronous(Family):
    def definitions(self):
        n = self.number
        self.put(0, "import asyncio, contextlib")
        self.workers = [f"w{n}_{i}" for i in range(self.rng.randrange(2, 4))]
        self.put(0, f"class Am{n}:")
        self.put(1, "def __init__(self, tag, swallow=False): self.tag = tag; self.swallow = swallow")
        self.put(1, "async def __aenter__(self):")
        self.put(2, "tell('aenter', self.tag)")
        self.put(2, self.pick("await asyncio.sleep(0)", "pass", "pass"))
        self.put(2, "return self")
        self.put(1, "async def __aexit__(self, kind, e, trace):")
        self.put(2, "tell('aexit', self.tag, kind and kind.__name__)")
        self.put(2, self.pick("await asyncio.sleep(0)", "pass", "pass"))
        self.put(2, "return self.swallow")
        self.put(0, f"class Ai{n}:")
        self.put(1, "def __init__(self, n): self.n = n; self.i = 0")
        self.put(1, "def __aiter__(self): return self")
        self.put(1, "async def __anext__(self):")
        self.put(2, "self.i += 1")
        self.put(2, f"if self.i > self.n: raise {self.pick('StopAsyncIteration', 'StopAsyncIteration', 'ValueError(1)')}")
        self.put(2, self.pick("await asyncio.sleep(0)", "pass"))
        self.put(2, "return self.i")
        self.put(0, f"async def ag{n}(n):")
        self.put(1, "try:")
        self.put(2, "for i in range(n):")
        self.put(3, "got = yield i")
        self.put(3, "if got is not None: tell('got', got)")
        if self.chance(50):
            self.put(3, "await asyncio.sleep(0)")
        self.put(1, f"except {self.pick(*ERRORS)} as e:")
        self.put(2, f"tell('caught', e); {self.pick('yield 9', 'return', 'raise')}")
        self.put(1, "tell('through')")  # no finally: that of a generator which is dropped does not run
        for i, name in enumerate(self.workers):
            self.put(0, f"async def {name}(k=1):")
            self.put(1, f"tell('{name}', k)")
            self.put(1, "try:")
            for _ in range(self.rng.randrange(1, 4)):
                self.put(2, self.step(self.workers[:i]))
            self.put(1, f"except {self.pick(*ERRORS, 'asyncio.CancelledError')} as e:")
            self.put(2, f"tell('{name} caught', type(e).__name__, e.args)")
            self.put(2, self.pick("pass", "raise", "return 'handled'", "await asyncio.sleep(0)", "raise KeyError('from handler')"))
            if self.chance(40):
                self.put(1, "finally:")
                self.put(2, self.pick(f"tell('{name} finally')", "await asyncio.sleep(0)", f"tell('{name} leaves'); await asyncio.sleep(0)"))
            self.put(1, f"return {self.pick('k', repr(name), '(k, k)')}")

    def step(self, callees):
        """A statement of a coroutine."""
        n = self.number
        forms = ["await asyncio.sleep(0)", "tell('turn', k); await asyncio.sleep(0); tell('turn again', k)", f"raise {self.pick(*ERRORS)}(k)", "k += 1", "if k > 1: 1 / 0",
                 f"async for x in Ai{n}({self.rng.randrange(4)}): tell('item', x)", f"async with contextlib.aclosing(ag{n}({self.rng.randrange(4)})) as g:\n            async for x in g:\n                tell('item', x)\n                if x == 1: break",  # one that is dropped is closed by a task of its own
                 f"async with Am{n}('a'), Am{n}('b', {self.pick('True', 'False')}): {self.pick('tell(1)', 'raise ValueError(2)', 'await asyncio.sleep(0)')}",
                 f"tell([x async for x in ag{n}(3) if x != 1], [await asyncio.sleep(0, y) for y in 'ab'])", "tell(asyncio.current_task() is not None)", "return 'early'", "await asyncio.sleep(0, 'value')"]
        if callees:
            c = self.pick(*callees)
            forms += [f"tell('result', await {c}(k + 1))", f"k = (await asyncio.gather({c}(1), asyncio.sleep(0, 'g'), return_exceptions=True))[0]", f"t = asyncio.create_task({c}(5)); await asyncio.sleep(0); tell('done', t.done()); tell(await t)",
                      f"async with asyncio.timeout({self.pick('None', '60')}): await {c}()"] * 2
        return self.pick(*forms)

    def main_step(self):
        n, w, v = self.number, self.pick(*self.workers), self.pick(*self.workers)
        t = self.name("t")
        cancel = self.pick("", f"\n{t}.cancel({self.pick('', repr('why'))})")
        return self.pick(
            f"tell(await {w}({self.rng.randrange(3)}))",
            f"{t} = asyncio.create_task({w}())\nfor _ in range({self.rng.randrange(3)}): await asyncio.sleep(0){cancel}\ntry: tell(await {t})\nfinally: tell({t}.done(), {t}.cancelled())",
            f"tell(await asyncio.gather({w}(1), {v}(2), {self.pick('return_exceptions=True', 'asyncio.sleep(0, 3)')}))",
            f"async with asyncio.TaskGroup() as g:\n    {t} = g.create_task({w}(1))\n    g.create_task({v}(2)){self.pick('', chr(10) + '    await asyncio.sleep(0)', chr(10) + '    raise KeyError(4)')}\ntell({t}.result())",
            f"{t} = ag{n}(3)\ntell(await anext({t}), await {t}.asend(5))\ntell(await {t}.athrow({self.pick(*ERRORS)}(6)))\nawait {t}.aclose()",
            f"{t} = ag{n}(3)\nawait anext({t})\nawait {t}.aclose()\ntell(await anext({t}, 'default'))",
            f"done, pending = await asyncio.wait([asyncio.create_task({w}()), asyncio.create_task({v}())], return_when=asyncio.{self.pick('ALL_COMPLETED', 'FIRST_COMPLETED', 'FIRST_EXCEPTION')})\ntell(len(done), len(pending))\nfor {t} in pending: {t}.cancel()\nawait asyncio.gather(*done, *pending, return_exceptions=True)",
            f"{t} = asyncio.get_running_loop().create_future()\nasyncio.get_running_loop().call_soon({t}.{self.pick('set_result, 5', 'set_exception, ValueError(5)', 'cancel')})\ntell(await {t})",
            f"q = asyncio.Queue(1)\n{t} = asyncio.create_task(q.put(1))\nawait q.put(2)\ntell(await q.get(), await q.get(), q.empty())\nq.get_nowait()",
            f"lock = asyncio.Lock()\nasync def hold(k):\n    async with lock: tell('holds', k); await asyncio.sleep(0); tell('lets go', k)\nawait asyncio.gather(hold(1), hold(2))",
            f"e = asyncio.Event()\nasync def waits(): await e.wait(); return 'set'\n{t} = asyncio.create_task(waits())\nawait asyncio.sleep(0)\ntell({t}.done())\ne.set()\ntell(await {t})",
            f"tell(await asyncio.wait_for({w}(3), {self.pick('None', '60')}))",
            f"{t} = {w}(1)\n{t}.close()\nawait {t}",
            f"{t} = asyncio.shield(asyncio.ensure_future({w}(1)))\ntell(await {t})",
            f"{t} = asyncio.create_task({w}())\n{t}.add_done_callback(lambda f: tell('callback', f.cancelled()))\nawait asyncio.sleep(0)\nawait asyncio.wait([{t}])\ntell({t}.exception())",
            f"{t} = ag{n}(2)\ntry: tell({{x: y async for x, y in aiter({t})}})\nfinally: await {t}.aclose()",
            f"await {self.pick('5', 'None', w, f'[{w}]')}",
            f"async with 5: pass", f"async for x in [1]: pass")  # as_completed begins in the order of addresses

    def body(self):
        for _ in range(self.rng.randrange(2, 5)):
            main, label = self.name("main"), self.label()
            self.put(1, f"async def {main}():")
            for _ in range(self.rng.randrange(1, 4)):
                inner = self.label()
                self.put(2, "try:")
                for line in self.main_step().split("\n"):
                    self.put(3, line)
                self.put(2, "except (Exception, asyncio.CancelledError) as e:")
                self.put(3, f"failed({inner}, e)")
                self.put(3, "if isinstance(e, BaseExceptionGroup): tell(repr(e.exceptions))")
            self.put(2, f"return {self.pick('1', repr('end'))}")
            self.check(f"asyncio.run({main}())")
