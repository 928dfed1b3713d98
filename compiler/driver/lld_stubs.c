/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * lld's ELF driver calls the initialisers of every target that LLVM was configured with. Those of
 * the targets that tauroc does not make code for are nothing, which keeps them out of the compiler.
 */
#define TARGET(Name)                                                                               \
  void LLVMInitialize##Name##Target(void) {}                                                       \
  void LLVMInitialize##Name##TargetInfo(void) {}                                                   \
  void LLVMInitialize##Name##TargetMC(void) {}                                                     \
  void LLVMInitialize##Name##AsmParser(void) {}                                                    \
  void LLVMInitialize##Name##AsmPrinter(void) {}                                                   \
  void LLVMInitialize##Name##Disassembler(void) {}

TARGET(AMDGPU)
TARGET(ARM)
TARGET(AVR)
TARGET(BPF)
TARGET(Hexagon)
TARGET(Lanai)
TARGET(LoongArch)
TARGET(M68k)
TARGET(MSP430)
TARGET(Mips)
TARGET(NVPTX)
TARGET(PowerPC)
TARGET(RISCV)
TARGET(SPIRV)
TARGET(Sparc)
TARGET(SystemZ)
TARGET(VE)
TARGET(WebAssembly)
TARGET(XCore)
TARGET(Xtensa)
